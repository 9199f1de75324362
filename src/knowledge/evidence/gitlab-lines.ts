import type { Sign, Source } from "../../core/reported.ts";
import { cleanLine } from "../../core/text.ts";
import { type HostState, hostStateOf } from "../../targets/gitlab/host-state.ts";
import { readEndpointText, readIdentifier } from "../../targets/model/endpoint.ts";
import { type Entry, isObject, textOf } from "./records.ts";

export interface GitlabSign {
  id: string;
  strength: Sign["strength"];
  points: readonly string[];
  line: number;
  said: string;
}

// Exceptions of GitLab's HTTP client, as its tools and logs print them.
const raised = /\b(?:Errno::E[A-Z]{4,20}|SocketError|Socket::ResolutionError|OpenSSL::SSL::SSLError|Net::(?:Open|Read|Write)Timeout|Gitlab::HTTP(?:_V2)?::BlockedUrlError|HTTParty::[A-Z][A-Za-z]{3,40}|EOFError|URI::InvalidURIError|Addressable::URI::InvalidURIError|getaddrinfo)\b|connection failed:|Failed to open TCP connection|execution expired/u;

const way: Partial<Record<HostState, readonly [Sign["strength"], readonly string[]]>> = {
  "name-not-found": ["single", ["DT501"]],
  blocked: ["proof", ["DT110"]],
  "invalid-url": ["proof", ["DT103"]],
  refused: ["group", ["DT201", "DT202", "DT505", "DT105", "DT203", "DT204", "DT205", "DT209"]],
  timeout: ["group", ["DT503", "DT216", "DT520", "DT528"]],
  "not-tls": ["single", ["DT504"]],
  // It was connected and waited for an answer: the gateway, or the model behind it, is slower than GitLab's patience.
  silent: ["group", ["DT111", "DT341", "DT216", "DT523"]],
  reset: ["group", ["DT504", "DT530", "DT521"]],
  tls: ["group", ["DT506", "DT533", "DT504"]],
};

/** How GitLab itself meets the gateway or the agent service, from the exception that a tool or a log line prints. Lines about a model or a cloud host are left out: there GitLab is not the one who asks in earnest. */
export function readGitlabErrors(entries: readonly { entry: Entry; source: Source | undefined }[]): GitlabSign[] {
  const found: GitlabSign[] = [];
  let about: "gateway" | "agent" | "other" = "gateway";
  for (const { entry, source } of entries) {
    if (source !== "gitlab-rake" && source !== "health-check" && source !== "gitlab-log") continue;
    const { text, line } = entry;
    if (/Agent Platform|Duo Workflow Service|gRPC/u.test(text)) about = "agent";
    else if (/Testing model:|Model endpoint|WebSocket|customers\.|cloud\.gitlab\.com|duo-workflow-svc\.runway/u.test(text)) about = "other";
    else if (/AI Gateway|v2\/chat\/agent|ai_gateway/iu.test(text) || source === "gitlab-log") about = "gateway";
    const call = /is not (?:operational|reachable)[^\n]{0,200}?\b(\d{1,2}):(\S[^\n]{0,300})/u.exec(text);
    const scheme = /(?:Duo Workflow Service|Agent Platform service) at (https?:\/\/\S{1,260}) is not/u.exec(text)?.[1];
    if (scheme !== undefined) {
      found.push({ id: "agent-url-with-scheme", strength: "proof", points: ["DT410"], line, said: cleanLine(text, 240) });
      continue;
    }
    const refused = about === "agent" && call !== null && !text.includes("cloud-connected") ? agentRefusal(Number(call[1]), call[2] ?? "") : undefined;
    if (refused !== undefined) {
      found.push({ id: `agent-answered-${call?.[1] ?? ""}`, strength: refused[0], points: refused[1], line, said: cleanLine(text, 240) });
      continue;
    }
    if (!raised.test(text) || /Possible causes/u.test(text)) continue;
    const state = hostStateOf(text);
    const read = about === "other" ? undefined : about === "agent" ? agentMeaning(state) : state === "certificate" ? certificateMeaning(text) : way[state];
    if (read !== undefined) found.push({ id: `gitlab-meets-${state}`, strength: read[0], points: read[1], line, said: cleanLine(text, 240) });
  }
  return found;
}

function certificateMeaning(text: string): readonly [Sign["strength"], readonly string[]] {
  if (/expired|not yet valid/iu.test(text)) return ["proof", ["DT511"]];
  // Signed by itself: a device that opens TLS signs with an authority of its own.
  if (/self[- ]signed certificate(?! in certificate chain)/iu.test(text)) return ["single", ["DT510"]];
  if (/mismatch|does not match/iu.test(text)) return ["proof", ["DT512"]];
  return ["group", ["DT510", "DT513"]];
}

function agentMeaning(state: HostState): readonly [Sign["strength"], readonly string[]] | undefined {
  if (state === "refused") return ["group", ["DT401", "DT403", "DT404"]];
  if (state === "timeout") return ["group", ["DT403", "DT503"]];
  if (state === "not-tls") return ["proof", ["DT412"]];
  if (state === "certificate") return ["group", ["DT412", "DT513"]];
  return state === "name-not-found" ? ["single", ["DT410"]] : undefined;
}

/** What the agent service, or the way to it, answered to GitLab's call: a status of gRPC and its text. */
function agentRefusal(status: number, text: string): readonly [Sign["strength"], readonly string[]] | undefined {
  if (status === 16) return ["group", [...refusedTokens, "DT402", "DT422"]];
  if (status === 12) return ["group", ["DT413", "DT427", "DT404"]];
  if (status === 4) return ["group", ["DT403", "DT503", "DT402", "DT401", "DT404", "DT410", "DT253"]];
  if (status !== 14) return undefined;
  if (/wrong.version.number|ssl handshake failed|unexpected eof/iu.test(text)) return ["single", ["DT412"]];
  if (/certificate/iu.test(text)) return ["group", ["DT412", "DT513"]];
  if (/http1\.x|HTTP status|464|GOAWAY/iu.test(text)) return ["single", ["DT413"]];
  if (/DNS resolution failed|Name or service not known|name resolution|no such host/iu.test(text)) return ["group", ["DT410", "DT501"]];
  if (/refused/iu.test(text)) return ["group", ["DT401", "DT403", "DT404"]];
  return undefined;
}

/** Jobs and classes of GitLab that ask the gateway in earnest. */
const asksGateway = /Llm|Duo|AiGateway|CodeSuggestions|CloudConnector|\bAi::/u;

/**
 * How GitLab met the gateway, from the fields of a line of its logs: the status of the answer and the server that names itself in it (`llm.log`,
 * event `error_returned`, GitLab 18 and 19), or the exception of its HTTP client.
 */
export function readGitlabLine({ json, line, text }: Entry): GitlabSign | undefined {
  if (!isObject(json) || !asksGateway.test(`${textOf(json["class"])} ${textOf(json["meta.caller_id"])} ${textOf(json["ai_component"])}`)) return undefined;
  const said = cleanLine(["message", "status", "ai_response_server", "exception.class", "exception.message", "error"].map((key) => (textOf(json[key]) === "" ? "" : `${key}: ${textOf(json[key])}`)).filter((part) => part !== "").join(" "), 240);
  const status = Number(textOf(json["status"]));
  if (Number.isInteger(status) && status >= 300 && /v2\/chat\/agent|AI Gateway/iu.test(textOf(json["message"]))) {
    const points = whoAnswered(status, textOf(json["ai_response_server"]).toLowerCase());
    if (points !== undefined) return { id: `gitlab-answered-${status}`, strength: points[0], points: points.slice(1), line, said };
  }
  const words = `${textOf(json["exception.class"])} ${textOf(json["exception.message"])} ${textOf(json["error"])} ${textOf(json["message"])}`;
  if (!raised.test(words)) return undefined;
  const state = hostStateOf(words);
  const read = state === "certificate" ? certificateMeaning(words) : way[state];
  return read === undefined ? undefined : { id: `gitlab-meets-${state}`, strength: read[0], points: read[1], line, said: said === "" ? cleanLine(text, 240) : said };
}

// Causes of a token that the gateway refuses: its keys, its GitLab, the clocks, the audience, the instance.
const refusedTokens = ["DT241", "DT240", "DT250", "DT251", "DT252", "DT242", "DT243", "DT244", "DT245", "DT246", "DT247", "DT248", "DT249", "DT253", "DT255", "DT122", "DT256", "DT123", "DT524"];

function whoAnswered(status: number, server: string): readonly [Sign["strength"], ...string[]] | undefined {
  if (/squid|tinyproxy|privoxy|zscaler|bluecoat|mcafee|swg/u.test(server)) return ["single", "DT520"];
  const redirect = status >= 301 && status <= 308 && status !== 304;
  // The gateway's own server; a model server's is mostly the same one.
  if (server.startsWith("uvicorn")) {
    if (status === 401) return ["group", ...refusedTokens];
    if (status === 403) return ["group", "DT637", "DT638"];
    if (status === 404) return ["group", "DT104", "DT526", "DT106", "DT270", "DT108"];
    if (status === 422) return ["group", "DT270", "DT271", "DT206"];
    return undefined;
  }
  if (server === "") return redirect ? ["group", "DT532", "DT527"] : status >= 502 && status <= 504 ? ["group", "DT521", "DT520", "DT523"] : undefined;
  if (redirect) return ["group", "DT532", "DT527", "DT107"];
  if (status === 502 || status === 503) return ["single", "DT521"];
  if (status === 504) return ["group", "DT523", "DT521"];
  if (status === 413) return ["proof", "DT531"];
  if (status === 401) return ["group", "DT527", "DT107"];
  if (status === 403 || status === 405) return ["group", "DT531", "DT527", "DT107", "DT520"];
  if (status === 404) return ["group", "DT107", "DT108", "DT215", "DT526", "DT104", "DT106"];
  return undefined;
}

/** Rows of GitLab's health check, from the answer of GraphQL or its download, as lines of their own. */
export function healthRows(entry: Entry): string[] {
  const rows = findList(entry.json, "probeResults", 5);
  return rows.filter(isObject).flatMap((row) => {
    const errors = Array.isArray(row["errors"]) ? row["errors"].map(textOf) : [];
    const said = [textOf(row["message"]), ...errors].filter((part) => part !== "");
    return said.length === 0 ? [] : [cleanLine(said.join(" · "), 1500)];
  });
}

/** What stands in GitLab's own settings, pasted as the answer of its GraphQL: endpoints and identifiers that cannot work, missing addresses. */
export function readStoredSettings(entries: readonly Entry[]): GitlabSign[] {
  return entries.flatMap(({ json, line }) => {
    if (!isObject(json)) return [];
    const found: GitlabSign[] = [];
    const add = (id: string, strength: Sign["strength"], points: readonly string[], said: string): void => void found.push({ id, strength, points, line, said: cleanLine(said, 240) });
    const models = findNodes(json, "aiSelfHostedModels");
    for (const model of models ?? []) readModel(model, add);
    if (models?.length === 0) add("stored-no-models", "proof", ["DT636"], "aiSelfHostedModels is empty");
    const settings = findObject(json, "duoSettings", 4);
    if (settings !== undefined && "aiGatewayUrl" in settings) {
      const address = textOf(settings["aiGatewayUrl"]);
      if (address === "") add("stored-no-gateway", "group", ["DT101", "DT102"], "aiGatewayUrl is not set");
      else if (!/^https?:\/\/[^\s/]/iu.test(address)) add("stored-gateway-malformed", "proof", ["DT103"], `aiGatewayUrl is ${address}`);
    }
    const agent = textOf(settings?.["duoAgentPlatformServiceUrl"]);
    if (/^[a-z]+:\/\//iu.test(agent)) add("stored-agent-scheme", "proof", ["DT410"], `duoAgentPlatformServiceUrl is ${agent}`);
    for (const feature of findNodes(json, "aiFeatureSettings") ?? []) {
      if (textOf(feature["feature"]) === "code_completions" && textOf(feature["provider"]).toLowerCase() !== "self_hosted") add("stored-completion-unassigned", "single", ["DT630"], `code_completions: provider ${textOf(feature["provider"])}`);
    }
    return found;
  });
}

type Add = (id: string, strength: Sign["strength"], points: readonly string[], said: string) => void;

function readModel(model: Record<string, unknown>, add: Add): void {
  const stored = model["endpoint"] === undefined ? undefined : textOf(model["endpoint"]);
  const said = `${textOf(model["name"])}: endpoint ${stored ?? ""}, identifier ${textOf(model["identifier"])}`;
  const named = readIdentifier(textOf(model["identifier"]) === "" ? null : textOf(model["identifier"]));
  if (stored !== undefined && !named.endpointIgnored) {
    const read = readEndpointText(stored);
    if (read.problems.some((problem) => ["no-scheme", "word-as-scheme", "other-scheme", "userinfo"].includes(problem))) add("stored-endpoint-scheme", "proof", ["DT320"], said);
    else if (read.droppedByGateway || read.problems.includes("blanks")) add("stored-endpoint-dropped", "proof", ["DT326"], said);
    else if (read.pathEnds === "full-path" || read.pathEnds === "query") add("stored-endpoint-full", "proof", ["DT322"], said);
    else if (read.pathEnds === "double-v1") add("stored-endpoint-doubled", "proof", ["DT323"], said);
    else if (read.host !== null && /^(?:localhost|127\.[\d.]+|::1|0\.0\.0\.0)$/iu.test(read.host)) add("stored-endpoint-loopback", "single", ["DT304"], said);
    else if (read.pathEnds !== "v1" && named.provider === "custom_openai") add("stored-endpoint-no-v1", "hint", ["DT321"], said);
  }
  if (textOf(model["identifier"]) !== "" && !named.providerKnown) add("stored-identifier-prefix", "proof", ["DT325"], said);
}

function findObject(value: unknown, key: string, depth: number): Record<string, unknown> | undefined {
  if (!isObject(value) || depth === 0) return undefined;
  if (isObject(value[key])) return value[key];
  for (const inner of Object.values(value).slice(0, 20)) {
    const found = findObject(inner, key, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findList(value: unknown, key: string, depth: number): unknown[] {
  if (!isObject(value) || depth === 0) return [];
  if (Array.isArray(value[key])) return value[key].slice(0, 200);
  return Object.values(value).slice(0, 20).flatMap((inner) => findList(inner, key, depth - 1)).slice(0, 200);
}

function findNodes(value: unknown, key: string): Record<string, unknown>[] | undefined {
  const found = findObject(value, key, 4);
  return found === undefined ? undefined : findList(found, "nodes", 2).filter(isObject);
}
