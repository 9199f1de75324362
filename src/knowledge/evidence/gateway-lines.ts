import { type Entry, exceptionsOf, isObject, textOf } from "./records.ts";
import { type Pointing, readModelCall } from "./model-call.ts";

const proof = (id: string, code: string): Pointing => ({ id, strength: "proof", points: [code] });
const single = (id: string, code: string): Pointing => ({ id, strength: "single", points: [code] });
const group = (id: string, ...points: string[]): Pointing => ({ id, strength: "group", points });

/** What one JSON line of the gateway or of the agent service holds: its words, and the exceptions below them, deepest first. */
export interface LogLine {
  message: string;
  exceptionClass: string;
  exceptions: readonly string[];
  level: string;
  logger: string;
  provider: string;
  json: Record<string, unknown>;
}

export function readLogLine(entry: Entry): LogLine | undefined {
  const { json } = entry;
  if (!isObject(json)) return undefined;
  const extra = isObject(json["extra"]) ? json["extra"] : {};
  const backtrace = [json["backtrace"], json["exception_backtrace"], json["exception"], json["stack_trace"]].map(textOf).find((part) => part.includes("\n") || part.includes(":")) ?? "";
  const own = textOf(json["message"]) === "" ? textOf(json["event"]) : textOf(json["message"]);
  const told = textOf(json["exception_message"]);
  return {
    message: /^\S{1,60} - "[A-Z]{3,7} /u.test(own) && told !== "" ? told : own === "" ? told : own,
    exceptionClass: textOf(json["exception_class"]),
    exceptions: exceptionsOf(backtrace),
    level: textOf(json["level"]),
    logger: textOf(json["logger"]),
    provider: textOf(extra["oidc_provider"] ?? json["oidc_provider"]),
    json,
  };
}

/** What one line of the gateway's or the agent service's log points to; undefined for what says nothing of a fault by its fields. */
export function readGatewayLine(line: LogLine): Pointing | undefined {
  if (line.provider !== "") return readIssuer(line);
  const { message, exceptionClass } = line;
  const details = line.json["http_exception_details"];
  const http = textOf(isObject(details) ? details["detail"] : details);
  if (/specifying custom models endpoint is disabled/u.test(http)) return group("custom-models-disabled", "DT221", "DT222", "DT206");
  if (line.exceptions.length === 0 && http === "" && exceptionClass === "" && line.level !== "error" && line.level !== "critical" && line.level !== "warning") return undefined;
  if (/^UnboundLocalError$|^JWKError$/u.test(exceptionClass) && /signing_key|PEM|deserialize|RSA_JWK/u.test(message) && line.logger === "cloud_connector") return undefined;
  const start = readStart([message, ...line.exceptions].join("\n"));
  if (start !== undefined) return start;
  if (/Unable to parse an RSA_JWK|\[JWSError\] raised by servicer method/u.test(message)) return proof("agent-signing-key-missing", "DT420");
  if (/customersdot_url cannot be empty/u.test(message)) return group("portal-address-empty", "DT402", "DT254");
  // At its start the agent service asks the model of its default; without custom models that is one of the cloud.
  if (/Could not resolve authentication method/u.test(message) && textOf(line.json["correlation_id"]) === "undefined") return single("agent-start-cloud-model", "DT221");
  const call = readModelCall(message, line.exceptions);
  if (call !== undefined) return call;
  if (/Duo Core no longer authorized/u.test(http)) return proof("duo-core-no-classic-chat", "DT638");
  if (http.startsWith("Unauthorized to ")) return proof("scope-missing", "DT637");
  return undefined;
}

/** A failed fetch of keys; the provider tells whose, the class how. */
function readIssuer(line: LogLine): Pointing {
  const all = [line.exceptionClass, line.message, ...line.exceptions].join("\n");
  if (line.provider !== "Gitlab") {
    // The portal matters to cloud features and to the start of the agent service; beside another fault it is seldom the one that hurts.
    if (/MissingSchema|No scheme supplied/u.test(all)) return { id: "portal-address-empty", strength: "hint", points: ["DT254", "DT402"] };
    return { id: "portal-fetch-failed", strength: "hint", points: ["DT253"] };
  }
  return issuerFailure(all);
}

/** Why GitLab's keys did not come, from the words of the exceptions. */
export function issuerFailure(all: string): Pointing {
  if (/host='gitlab\.com'/u.test(all)) return single("issuer-is-gitlab-com", "DT240");
  if (/ProxyError|Tunnel connection failed|407 Proxy/u.test(all)) return proof("issuer-through-proxy", "DT245");
  if (/oauth\/discovery\/keys/u.test(all) && !/JSONDecodeError/u.test(all)) return single("keys-address-unreachable", "DT248");
  if (/CERTIFICATE_VERIFY_FAILED/u.test(all)) return /has expired|not yet valid|mismatch|not valid for/u.test(all) ? single("issuer-certificate-bad", "DT154") : proof("issuer-certificate-untrusted", "DT244");
  if (/NameResolution|Name or service not known|gaierror|Temporary failure in name resolution/u.test(all)) return proof("issuer-name-unresolved", "DT242");
  if (/JSONDecodeError|Expecting value/u.test(all)) return group("jwks-not-json", "DT246", "DT245", "DT249");
  if (/KeyError/u.test(all)) return group("jwks-no-keys-address", "DT247", "DT246");
  if (/MissingSchema|No scheme supplied|InvalidURL|InvalidSchema/u.test(all)) return group("issuer-address-malformed", "DT240", "DT241");
  return proof("issuer-not-reachable", "DT243");
}

/** Why a process of the gateway's container did not start, from the end of its backtrace. */
export function readStart(text: string): Pointing | undefined {
  if (/cert_file does not point to a file|cert_file and key_file must both be set|key_file does not point to a file/u.test(text)) return text.includes("ConfigDuoWorkflow") ? proof("agent-start-tls", "DT401") : proof("gateway-start-tls", "DT205");
  // Python does not say which file is missing; the frame that wanted it does.
  if (/load_cert_chain/u.test(text) && /FileNotFoundError|PermissionError|ssl\.SSLError/u.test(text)) return /uvicorn/u.test(text) ? proof("gateway-start-tls", "DT205") : group("tls-key-mismatch", "DT205", "DT401");
  if (/KEY_VALUES_MISMATCH|key values mismatch/u.test(text)) return /uvicorn/u.test(text) ? proof("gateway-start-tls", "DT205") : group("tls-key-mismatch", "DT205", "DT401");
  if (/\d{1,3} validation errors? for ConfigDuoWorkflow/u.test(text)) return proof("agent-setting-invalid", "DT401");
  if (/\d{1,3} validation errors? for Config\b/u.test(text)) return proof("aigw-setting-invalid", "DT204");
  if (/Unknown level: '/u.test(text)) return proof("aigw-log-level", "DT204");
  if (/Failed to bind to address \S{0,60}:\d/u.test(text)) return proof("agent-port-busy", "DT401");
  if (/Address already in use/u.test(text)) return /Metrics HTTP server running on/u.test(text) ? proof("metrics-port-taken", "DT203") : group("metrics-port-taken", "DT203", "DT401");
  if (/error while attempting to bind on address/u.test(text)) return group("api-port-taken", "DT201", "DT203");
  if (/AIGW_GITLAB_URL must be set/u.test(text)) return proof("aigw-gitlab-url-must-be-set", "DT211");
  if (/specifying custom models endpoint is disabled/u.test(text)) return group("custom-models-disabled", "DT221", "DT222", "DT206");
  if (/codegen2-16B/u.test(text) && /OSError|huggingface|connect|cached/iu.test(text)) return proof("tokenizer-missing", "DT214");
  if (/Permission ?(?:Error|denied)[^\n]{0,200}\.hf\b/iu.test(text)) return proof("hf-permission-denied", "DT213");
  if (/(?:PermissionError|Read-only file system)[^\n]{0,120}\/tmp/u.test(text)) return proof("tmp-not-writable", "DT212");
  return undefined;
}
