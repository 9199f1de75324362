import { handsFor } from "../../core/ports.ts";
import { Secret } from "../../core/secret.ts";
import { cleanLine } from "../../core/text.ts";
import { askGraphql, type GraphqlResult } from "./graphql.ts";
import { type GitlabWorld, listAt, textAt, truthAt } from "./rest.ts";

/** The values that the connection check is asked with; GitLab never reuses the stored key. */
export interface CheckedModel {
  name: string;
  /** Enum value of AiAcceptedSelfHostedModels. */
  family: string;
  endpoint: string;
  identifier: string;
  key?: Secret | undefined;
}

export interface CheckOutcome {
  outcome: "success" | "model-code" | "gateway-code" | "wait" | "suggestion" | "raw" | "other" | "unanswered";
  code: number | null;
  rest: string | null;
  suggestion: string | null;
  exception: "read-timeout" | "open-timeout" | "refused" | "name-not-found" | "certificate" | "tls" | "blocked" | "reset" | "other" | null;
  text: string;
  ms: number;
  withKey: boolean;
}

/** Why the question itself was not taken: the token may not, or this GitLab has no such mutation. */
export type NotAsked = { notAsked: "denied" | "unknown" | "throttled" | "broken"; message: string | null };

const document = `mutation($name: String!, $model: AiAcceptedSelfHostedModels!, $endpoint: String!, $apiToken: String, $identifier: String) {
  aiSelfHostedModelConnectionCheck(input: { name: $name, model: $model, endpoint: $endpoint, apiToken: $apiToken, identifier: $identifier }) { errors result { success message errors } }
}`;

/**
 * Runs GitLab's own "Test connection" for the given values; nothing is saved. GitLab 17.7 and later, administrators. GitLab waits up to its
 * request timeout for the gateway (60 s by default, 3 s in 18.x); what outlasts `timeoutMs` is `unanswered`.
 */
export async function checkConnection(world: GitlabWorld, model: CheckedModel, timeoutMs: number): Promise<CheckOutcome | NotAsked> {
  const began = performance.now();
  const variables = { name: model.name, model: model.family, endpoint: model.endpoint, apiToken: model.key ?? "", identifier: model.identifier };
  const result = await askGraphql({ ...world, probes: handsFor(world.probes, model.key) }, document, variables, { timeoutMs });
  const ms = Math.round(performance.now() - began);
  const withKey = model.key !== undefined;
  if (result.kind === "data") {
    const payload = result.data["aiSelfHostedModelConnectionCheck"];
    if (payload === null || payload === undefined) return refusedBy(result.errors.map((error) => error.message));
    const success = truthAt(payload, "result", "success");
    const texts = [...(listAt(payload, "result", "errors") ?? []), textAt(payload, "result", "message"), ...(listAt(payload, "errors") ?? [])].filter((text): text is string => typeof text === "string" && text !== "");
    if (success === true) return { ...blank(ms, withKey), outcome: "success", text: cleanLine(texts[0] ?? "", 300) };
    const said = [...new Set(texts)].find((text) => readWording(text).outcome !== "other") ?? texts[0] ?? "";
    return { ...blank(ms, withKey), ...readWording(said), ms, withKey };
  }
  if (result.kind === "failed" && ["no-answer", "stalled", "deadline", "cancelled"].includes(result.failure.reason)) {
    return { ...blank(ms, withKey), outcome: "unanswered", text: "GitLab had not answered when the time of this question was over" };
  }
  return notAskedBecause(result);
}

function blank(ms: number, withKey: boolean): CheckOutcome {
  return { outcome: "other", code: null, rest: null, suggestion: null, exception: null, text: "", ms, withKey };
}

function refusedBy(messages: readonly string[]): NotAsked {
  const message = messages[0] ?? null;
  return { notAsked: message !== null && /internal server error/iu.test(message) ? "broken" : "denied", message: message === null ? null : cleanLine(message, 200) };
}

function notAskedBecause(result: Exclude<GraphqlResult, { kind: "data" }>): NotAsked {
  switch (result.kind) {
    case "undefined-fields":
    case "rejected":
      return { notAsked: "unknown", message: result.kind === "rejected" ? (result.messages[0] ?? null) : null };
    case "denied":
    case "invalid-token":
      return { notAsked: "denied", message: result.message };
    case "throttled":
      return { notAsked: "throttled", message: null };
    default:
      return { notAsked: "broken", message: "message" in result ? result.message : null };
  }
}

// Ruby's own names for what broke between GitLab and the gateway, as GitLab 17.7 to 18.x show them.
const exceptions: readonly (readonly [NonNullable<CheckOutcome["exception"]>, RegExp])[] = [
  // The outbound filter's words for what is no address, and for a name that nobody knows.
  ["other", /Only allowed schemes/iu],
  ["name-not-found", /Host cannot be resolved or invalid/iu],
  ["blocked", /URL (?:is )?blocked/iu],
  ["read-timeout", /Net::ReadTimeout|Timeout::Error|ReadTotalTimeout|request timed out/iu],
  ["open-timeout", /Net::OpenTimeout|execution expired|Connection timed out|ETIMEDOUT/iu],
  ["refused", /Connection refused|ECONNREFUSED/iu],
  ["name-not-found", /getaddrinfo|Name or service not known|SocketError|nodename nor servname|ResolutionError/iu],
  ["certificate", /certificate verify failed|hostname .{0,120} does not match the server certificate/iu],
  ["tls", /SSL_connect|OpenSSL::SSL|wrong version number|SSL_read/iu],
  ["reset", /ECONNRESET|Connection reset|EOFError|end of file reached|Broken pipe|EPIPE/iu],
];

/**
 * Reads the sentence of the connection check (GitLab 17.7 to 19.x, `Gitlab::Llm::AiGateway::SelfHostedModels::ConnectionTester`): what the
 * model server answered, what the gateway itself refused with, or how GitLab's own call broke.
 */
export function readWording(said: string): Pick<CheckOutcome, "outcome" | "code" | "rest" | "suggestion" | "exception" | "text"> {
  const text = cleanLine(said, 500);
  const nothing = { outcome: "other", code: null, rest: null, suggestion: null, exception: null, text } as const;
  const model = /self-hosted model server returned code\s*:?\s*(\d{3})(?:\s*[:.]\s*(.*))?/iu.exec(text);
  if (model !== null) return { ...nothing, outcome: "model-code", code: Number(model[1]), rest: cleanLine(model[2] ?? "", 300) };
  const gateway = /AI Gateway returned code\s*:?\s*(\d{3})(?:\s*:\s*(.*))?/iu.exec(text);
  if (gateway !== null) {
    const code = Number(gateway[1]);
    const rest = cleanLine(gateway[2] ?? "", 300);
    // Releases that do not know the gateway's 421 show it as the gateway's own.
    if (code === 421) {
      const inner = /(?:^|["'\s:])(\d{3}):/u.exec(rest)?.[1];
      return { ...nothing, outcome: "model-code", code: inner === undefined ? null : Number(inner), rest };
    }
    return { ...nothing, outcome: "gateway-code", code, rest };
  }
  const suggestion = /identifier does not exist[.!]?\s*Did you mean\s+["'`]?([^\s"'`?]+)/iu.exec(text);
  if (suggestion !== null) return { ...nothing, outcome: "suggestion", suggestion: suggestion[1] ?? null, code: 404 };
  if (/identifier does not exist/iu.test(text)) return { ...nothing, outcome: "suggestion", code: 404 };
  if (/self-hosted model server returned an error/iu.test(text)) return { ...nothing, outcome: "model-code" };
  const exception = exceptions.find(([, form]) => form.test(text))?.[0] ?? null;
  if (/could not connect to the model endpoint/iu.test(text)) return { ...nothing, outcome: "wait", exception };
  if (exception !== null) return { ...nothing, outcome: "raw", exception };
  return nothing;
}

/** One outcome in few words. */
export function describeCheck(check: CheckOutcome): string {
  const took = `after ${(check.ms / 1000).toFixed(1)} s`;
  switch (check.outcome) {
    case "success": return `good ${took}`;
    case "model-code": return `the model server gave ${check.code ?? "an error"} ${took}`;
    case "gateway-code": return `the gateway itself refused with ${check.code ?? "an error"} ${took}${check.rest === null || check.rest === "" ? "" : ` (${check.rest})`}`;
    case "wait": return `no answer of the gateway within GitLab's own limit, ${took}`;
    case "suggestion": return `the identifier does not exist${check.suggestion === null ? "" : `, GitLab suggests ${check.suggestion}`}`;
    case "raw": return `GitLab's own call broke (${check.exception ?? "unknown"}) ${took}: ${check.text}`;
    case "unanswered": return `not answered ${took}, when the time was over`;
    case "other": return `${check.text === "" ? "no sentence" : check.text} ${took}`;
  }
}
