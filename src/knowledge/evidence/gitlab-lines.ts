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
    if (!raised.test(text) || /Possible causes/u.test(text)) continue;
    const state = hostStateOf(text);
    const read = about === "other" ? undefined : about === "agent" ? agentMeaning(state) : state === "certificate" ? certificateMeaning(text) : way[state];
    if (read !== undefined) found.push({ id: `gitlab-meets-${state}`, strength: read[0], points: read[1], line, said: cleanLine(text, 240) });
  }
  return found;
}

function certificateMeaning(text: string): readonly [Sign["strength"], readonly string[]] {
  if (/expired|not yet valid/iu.test(text)) return ["proof", ["DT511"]];
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
