import { cleanLine } from "../../core/text.ts";

/** What a model server's error object says, read by its fields. */
export interface Refusal {
  said: string | null;
  errorCode: string | null;
  parameter: string | null;
  /** What it is about, as far as fields or known wordings tell. */
  about: About | null;
  /** It came through a LiteLLM proxy, which names its model group. */
  throughRouter: boolean;
}

/** Everything that decides another repair. */
export const abouts = [
  "model-unknown", "route-unknown", "window", "template", "roles", "prefill", "stop", "stream-options", "parameter", "tools-off", "tool-choice", "key", "key-right",
  "rate", "quota", "cooldown", "overloaded", "loading", "no-connection", "timed-out", "cloud-credentials", "missing-credentials", "provider", "wrong-api", "engine",
  "unusable-answer", "stalled", "on-demand", "use-case", "access", "region",
] as const;
export type About = (typeof abouts)[number];

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === "object" && !Array.isArray(value);
const text = (value: unknown): string | null => (typeof value === "string" ? value : typeof value === "number" ? String(value) : null);

/**
 * Reads the error object of a model server in all its envelopes: OpenAI's nested one, vLLM's flat one (before 0.10.1), FastAPI's `detail`
 * (text or list), TGI's `error_type`, a bare string, plain text.
 */
export function readRefusal(status: number, json: unknown, body: string): Refusal {
  const outer = isObject(json) ? json : undefined;
  const inner = isObject(outer?.["error"]) ? outer["error"] : outer;
  const details = Array.isArray(outer?.["detail"]) ? (outer["detail"] as unknown[]) : [];
  const firstDetail = details.find(isObject);
  const location = Array.isArray(firstDetail?.["loc"]) ? text((firstDetail["loc"] as unknown[]).at(-1)) : null;
  const message =
    text(inner?.["message"]) ?? text(inner?.["Message"]) ?? text(outer?.["error"]) ?? text(outer?.["detail"]) ?? text(firstDetail?.["msg"]) ??
    (json === undefined && !/^\s*</u.test(body) ? body.slice(0, 600) : null);
  const kinds = [inner?.["code"], inner?.["type"], outer?.["error_type"], outer?.["code"], firstDetail?.["type"]].map(text).filter((kind) => kind !== null && kind !== "None");
  const parameterText = text(inner?.["param"]) ?? location;
  const parameter = parameterText === null || parameterText === "None" || parameterText === "" ? null : cleanLine(parameterText, 80);
  const wording = (message ?? "").slice(0, 4000);
  const errorCode = kinds.find((kind) => kind !== null && !/^\d+$/u.test(kind)) ?? kinds[0] ?? null;
  return {
    said: message === null || message === "" ? null : cleanLine(message, 400),
    errorCode: errorCode === null ? null : cleanLine(errorCode, 80),
    parameter,
    about: aboutFields(status, kinds.map((kind) => (kind ?? "").toLowerCase()), parameter, wording) ?? aboutText(wording) ?? aboutStatus(status, wording),
    throughRouter: /Received Model Group=|Available Model Group Fallbacks/u.test(wording),
  };
}

/** What the fields of an error object say; wording is consulted only where a field is used for two things. */
function aboutFields(status: number, kinds: readonly string[], parameter: string | null, wording: string): About | null {
  const has = (...names: string[]): boolean => names.some((name) => kinds.includes(name));
  if (has("insufficient_quota", "billing_error", "billing_hard_limit_reached", "billing_not_active")) return "quota";
  if (has("model_not_found", "deploymentnotfound", "invalid_model", "model_not_available")) return "model-unknown";
  if (has("context_length_exceeded", "exceed_context_size_error")) return "window";
  if (has("unavailable_error") && status === 503) return "loading";
  if (has("overloaded", "overloaded_error")) return "overloaded";
  if (has("no_db_connection", "authentication_error", "auth_error", "invalid_api_key")) return "key";
  if (has("permission_error", "permission_denied", "key_model_access_denied", "team_model_access_denied", "user_model_access_denied")) return "key-right";
  if (has("template_error")) return "template";
  if (has("tool_error")) return "tools-off";
  // TGI (status 424): the request was fine, and the server failed while it answered.
  if (has("generation", "incomplete_generation")) return "engine";
  if (has("rate_limit_exceeded", "rate_limit_error", "throttling_error") && aboutText(wording) === null) return "rate";
  if (has("notfounderror", "not_found_error") && parameter === "model") return "model-unknown";
  if (has("unsupported_parameter", "unsupported_value", "extra_forbidden", "unknown_parameter") && parameter !== null) return aboutParameter(parameter);
  return null;
}

function aboutParameter(parameter: string): About {
  const name = parameter.toLowerCase();
  if (name === "stop") return "stop";
  if (name.startsWith("stream_options") || name === "include_usage") return "stream-options";
  if (name.startsWith("tool_choice")) return "tool-choice";
  if (name.startsWith("tools")) return "tools-off";
  return "parameter";
}

// Known wordings, most telling first. A proxy's own words stand before those of what is behind it.
const wordings: readonly (readonly [About, RegExp])[] = [
  ["cooldown", /No deployments available/iu],
  ["quota", /insufficient_quota|exceeded your current quota|ServiceQuotaExceeded|billing_error|Budget has been exceeded|retry after 86400/iu],
  ["overloaded", /Model is overloaded|server busy|maximum pending requests|overloaded_error|experiencing high demand/iu],
  ["provider", /Unmapped LLM provider|LLM Provider NOT provided/iu],
  ["missing-credentials", /Missing credentials\. Please pass/iu],
  ["cloud-credentials", /default credentials were not found|Could not resolve authentication method/iu],
  ["on-demand", /on-demand throughput isn.t supported/iu],
  ["use-case", /use case details have not been submitted|FTUFormNotFilled/iu],
  ["access", /AccessDeniedException|not authorized to perform: bedrock|don.t have access to the model/iu],
  ["region", /provided model identifier is invalid/iu],
  ["wrong-api", /does not support the '[^']{1,80}' API|isn't supported on this route/iu],
  ["tools-off", /enable-auto-tool-choice|\\?"auto\\?" tool choice requires|requires --jinja|does not support tools|tools param requires/iu],
  ["stream-options", /stream_options/iu],
  ["tool-choice", /tool_choice|tool choice/iu],
  ["prefill", /add_generation_prompt|assistant message prefill|last message is from the assistant|last role\b.{0,80}\bgot assistant|continue_final_message/iu],
  ["roles", /roles must alternate|System role not supported|system (?:role|message)s? (?:is|are) not supported/iu],
  ["template", /chat template is no longer allowed|must provide a chat template|no chat template|does not have a chat template|chat_template is not set|template is not supported/iu],
  ["window", /maximum context length|context window|ContextWindowExceeded|context size|context length|'max_tokens' or 'max_completion_tokens' is too large|max_new_tokens` must be|parameter=input_t/iu],
  ["stop", /(?:parameter|argument|field)[^a-z]{1,6}stop\b|['"`]stop['"`][^.]{0,40}(?:not supported|supports up to)/iu],
  ["parameter", /Unsupported parameter|Unrecognized request argument|Extra inputs are not permitted|UnsupportedParamsError|is not supported with this model/iu],
  ["model-unknown", /model\b.{0,200}\b(?:does not exist|not found)|\b(?:unknown|invalid) model\b|The API deployment for this resource does not exist/iu],
  ["loading", /(?<!error )Loading model|model is (?:currently )?loading/iu],
  ["key-right", /not allowed to access model/iu],
  ["key", /No connected db|Virtual Key expected|invalid api.?key|incorrect api key|No api key passed|Malformed API Key|proxy server token passed|invalid subscription key|AuthenticationError|Error code: 401/iu],
  ["key-right", /PermissionDeniedError|Error code: 403/iu],
  ["stalled", /Timeout on reading data from socket/iu],
  ["timed-out", /Request timed out/iu],
  ["unusable-answer", /Empty or invalid response from LLM endpoint|has no attribute 'model_dump'|Expecting value: line/iu],
  ["rate", /rate limit|too many requests|ThrottlingException|token rate limit/iu],
  ["engine", /EngineCore|EngineDeadError|Request failed during generation|CUDA error|requires more system memory/iu],
  ["no-connection", /Connection error\./iu],
];

/** What a wording of a model server, or of LiteLLM around it, is about; null for unknown ones. */
export function aboutText(wording: string): About | null {
  const bounded = wording.slice(0, 4000);
  return wordings.find(([, form]) => form.test(bounded))?.[0] ?? null;
}

function aboutStatus(status: number, wording: string): About | null {
  if (status === 401) return "key";
  if (status === 403) return "key-right";
  if (status === 402) return "quota";
  if (status === 404 && /^(?:404 )?(?:page |file )?not found$/iu.test(wording.trim())) return "route-unknown";
  if (status === 429) return "rate";
  if (status === 529) return "overloaded";
  return null;
}
