import { type About, aboutText } from "../../targets/model/refusal.ts";

/** What a failed call of a model points to. */
export interface Pointing {
  id: string;
  strength: "proof" | "single" | "group" | "hint";
  points: readonly string[];
}

const proof = (id: string, code: string): Pointing => ({ id, strength: "proof", points: [code] });
const group = (id: string, ...points: string[]): Pointing => ({ id, strength: "group", points });

// What the model's own words are about decides the repair; the order of suspects is the likelier first.
const byAbout: Partial<Record<About, Pointing>> = {
  "model-unknown": proof("model-does-not-exist", "DT324"),
  window: proof("context-exceeded", "DT343"),
  template: proof("chat-template-missing", "DT350"),
  roles: proof("system-role-refused", "DT351"),
  prefill: proof("assistant-prefill-refused", "DT352"),
  stop: proof("stop-refused", "DT353"),
  "stream-options": proof("stream-options-refused", "DT354"),
  parameter: proof("parameter-refused", "DT355"),
  "tools-off": proof("auto-tool-choice-flags", "DT370"),
  "tool-choice": proof("tool-choice-any", "DT372"),
  "key-right": proof("key-lacks-right", "DT332"),
  rate: proof("provider-throttled", "DT333"),
  quota: proof("quota-exhausted", "DT334"),
  cooldown: proof("router-cooling-down", "DT346"),
  overloaded: proof("model-queue-full", "DT342"),
  loading: proof("model-loading", "DT302"),
  provider: proof("litellm-unmapped-provider", "DT325"),
  "wrong-api": proof("mantle-wrong-api", "DT386"),
  "on-demand": proof("bedrock-on-demand", "DT380"),
  "use-case": proof("bedrock-use-case-form", "DT382"),
  access: proof("bedrock-access-denied", "DT385"),
  region: group("bedrock-wrong-id", "DT381", "DT324"),
  "missing-credentials": proof("openai-credentials-missing", "DT330"),
  "cloud-credentials": group("cloud-credentials-missing", "DT326", "DT320", "DT270", "DT389"),
  engine: group("vllm-engine-dead", "DT340", "DT303"),
};

/** What such words of a model server point to, wherever they were read; undefined where they decide nothing. */
export function aboutPoints(about: About, words = ""): Pointing | undefined {
  if (about !== "key") return byAbout[about];
  // A LiteLLM proxy tells what it was sent: the gateway's stand-in where GitLab stores no key, or one that it does not know.
  const received = /Received(?: API Key)? ?= ?([^\s,]{1,80})/u.exec(words)?.[1];
  if (received !== undefined) return received.startsWith("dummy") || received.startsWith("dumm*") ? proof("model-key-missing", "DT330") : group("router-key-unknown", "DT331", "DT227");
  return group("litellm-authentication", "DT331", "DT330", "DT227");
}

const page = /<html|<!doctype|<head>|<title>/iu;
const loopback = /Connect call failed \('(?:127\.|::1)|host (?:localhost|127\.[\d.]+|::1|\[::1\]):/iu;

/** How a connection to the model failed, by the exceptions below `Connection error.` and `Request timed out.`; undefined where they do not say. */
export function transportOf(chain: string): Pointing | undefined {
  if (/Forbidden control character|Newline, carriage return, or null byte/iu.test(chain)) return proof("key-holds-line-end", "DT331");
  if (/InvalidUrlClientError|NonHttpUrlClientError|UnsupportedProtocol|Cannot combine AUTHORIZATION/u.test(chain)) return proof("endpoint-unusable", "DT320");
  if (/CERTIFICATE_VERIFY_FAILED|certificate verify failed/iu.test(chain)) {
    if (/certificate has expired|certificate is not yet valid/iu.test(chain)) return proof("model-certificate-expired", "DT311");
    if (/mismatch|is not valid for|doesn't match/iu.test(chain)) return proof("model-certificate-name", "DT312");
    return proof("model-certificate-untrusted", "DT310");
  }
  if (/WRONG_VERSION_NUMBER|RECORD_LAYER_FAILURE|PACKET_LENGTH_TOO_LONG/u.test(chain)) return proof("model-not-tls", "DT313");
  if (/certificate required|CERTIFICATE_REQUIRED/iu.test(chain)) return proof("client-certificate-required", "DT314");
  if (/Name or service not known|gaierror|Temporary failure in name resolution|No address associated with hostname|nodename nor servname/iu.test(chain)) return proof("model-name-unresolved", "DT305");
  if (/ConnectionRefusedError|Connect call failed|Connection refused|actively refused/iu.test(chain)) {
    return loopback.test(chain) ? group("model-refused-loopback", "DT304", "DT301", "DT302", "DT303", "DT306") : group("model-refused", "DT301", "DT302", "DT303", "DT306");
  }
  if (/ConnectionTimeoutError|ConnectTimeout|Connection timeout to host|ConnectTimeoutError/u.test(chain)) return group("model-connect-timeout", "DT307", "DT308");
  if (/No route to host|Network is unreachable|Host is unreachable/iu.test(chain)) return group("model-unreachable", "DT307", "DT308", "DT301");
  if (/SocketTimeoutError|Timeout on reading data|ReadTimeout/u.test(chain)) return group("model-read-timeout", "DT341", "DT342", "DT302", "DT226");
  if (/Server disconnected|ServerDisconnectedError|EOF occurred|Connection reset by peer|ClientOSError/iu.test(chain)) return group("model-disconnected", "DT303", "DT314", "DT313");
  return undefined;
}

/**
 * What a failed call of a model points to, read from the outermost message and the exceptions under it, deepest first, as LiteLLM 1.8x and the
 * gateway of GitLab 17.9 to 19.x write them. Undefined where it is none.
 */
export function readModelCall(message: string, exceptions: readonly string[]): Pointing | undefined {
  const chain = exceptions.join("\n");
  const all = `${message}\n${chain}`;
  if (!/\blitellm\.|\bopenai\.[A-Z]|MidStreamFallbackError|OpenAIError|Exception - |BedrockException|AzureException|Vertex_aiException|Custom_openaiException/u.test(all)) return undefined;
  if (/Received Model Group=|Available Model Group Fallbacks/u.test(all)) return proof("router-upstream-error", "DT345");
  const cloud = cloudProvider(all);
  if (cloud !== undefined) return cloud;
  if (/MidStreamFallbackError/u.test(all)) return midStream(all);
  if (/Connection error\.|APIConnectionError|Request timed out/u.test(all) && !/Error code: \d{3}/u.test(all)) {
    const transport = transportOf(chain === "" ? message : chain);
    if (transport !== undefined) return transport;
    if (/Request timed out/u.test(all) && !page.test(all)) return group("litellm-timeout", "DT341", "DT342", "DT307", "DT302", "DT308", "DT226");
    if (/Connection error\./u.test(all)) return group("litellm-connection-error", "DT301", "DT305", "DT304", "DT310", "DT313", "DT320", "DT331", "DT302", "DT303", "DT308", "DT306", "DT311", "DT312", "DT314");
  }
  const below = `${chain}\n${/\[SSL: [A-Z_]{3,40}\]|Connect call failed/u.test(message) ? message : ""}`;
  const transport = /Error code: \d{3}/u.test(all) ? undefined : /InternalServerError/u.test(message) && /ConnectError|ConnectionRefusedError|SSLError|SSLCert|\[SSL: |Connect call failed/u.test(below) ? transportOf(below) : undefined;
  return transport ?? byAnswer(message, all);
}

function cloudProvider(all: string): Pointing | undefined {
  if (/DeploymentNotFound|API deployment for this resource does not exist/u.test(all)) return proof("azure-deployment-not-found", "DT387");
  if (/BedrockException|bedrock-runtime/u.test(all)) {
    if (/Cannot connect to host|ConnectTimeout|Could not connect to the endpoint|EndpointConnectionError/u.test(all)) return proof("bedrock-unreachable", "DT384");
    if (/Unable to locate credentials|security token included in the request is (?:invalid|expired)|make sure your API Key is valid|RequestExpired|IncompleteSignature|UnrecognizedClient/iu.test(all)) return proof("bedrock-credentials", "DT383");
  }
  if (/AzureException/u.test(all) && /AuthenticationError|Access denied|invalid subscription key/iu.test(all)) return proof("azure-key", "DT388");
  return undefined;
}

function midStream(all: string): Pointing {
  if (/Timeout on reading data/u.test(all)) return proof("stream-stalled", "DT363");
  if (/Expecting value|JSONDecodeError/u.test(all)) return proof("stream-unreadable", "DT360");
  if (/EngineCore|EngineDead/u.test(all)) return group("stream-engine-error", "DT340", "DT303", "DT362");
  return group("stream-broke", "DT362", "DT303", "DT360", "DT340");
}

/** The model server, or what stands before it, gave an HTTP answer. */
function byAnswer(message: string, all: string): Pointing | undefined {
  const html = page.test(all);
  if (/plain HTTP request was sent to HTTPS port/u.test(all)) return proof("model-wants-tls", "DT313");
  if (/Empty or invalid response from LLM endpoint|has no attribute 'model_dump'/u.test(all)) {
    if (/Received: '\s{0,20}</u.test(all) || html) return group("model-answers-page", "DT328", "DT309", "DT322");
    return group("litellm-empty-response", "DT360", "DT328", "DT367");
  }
  if (/JSONDecodeError|Expecting value: line/u.test(all)) return group("litellm-not-json", "DT328", "DT340", "DT347");
  if (html) return byPage(all);
  if (/Incorrect API key provided: dummy_key|No api key passed in/iu.test(all)) return proof("model-key-missing", "DT330");
  if (/continue_final_message/u.test(all) && /Extra inputs are not permitted|extra_forbidden/u.test(all)) return group("extra-field-refused", "DT352", "DT327");
  if (/Error in response object/u.test(all)) return group("answer-holds-error", "DT321", "DT322", "DT328");
  const about = aboutText(all);
  const known = about === null ? undefined : aboutPoints(about, all);
  if (known !== undefined) return known;
  if (/NotFoundError/u.test(all)) return group("litellm-route-not-found", "DT321", "DT322", "DT323", "DT328");
  if (/PermissionDenied|Error code: 403/u.test(all)) return proof("litellm-forbidden", "DT332");
  if (/InternalServerError/u.test(message) && !/Connection error/u.test(all)) return proof("model-server-error", "DT340");
  if (/BadGatewayError/u.test(message)) return proof("litellm-bad-gateway", "DT347");
  if (/ServiceUnavailableError/u.test(message)) return group("litellm-unavailable", "DT302", "DT342", "DT347");
  if (/BadRequestError/u.test(message)) return group("litellm-bad-request", "DT355", "DT351", "DT352", "DT353", "DT343", "DT350");
  return undefined;
}

function byPage(all: string): Pointing {
  if (/\b40[13]\b|Forbidden/u.test(all)) return group("model-forbidden-page", "DT347", "DT309");
  if (/\b404\b/u.test(all)) return group("model-not-found-page", "DT322", "DT328", "DT347");
  if (/squid|X-Squid-Error|tinyproxy|407 Proxy/iu.test(all)) return group("model-proxy-page", "DT309", "DT347");
  return proof("model-behind-page", "DT347");
}
