import type { Surroundings } from "../../core/fact.ts";
import { handsFor } from "../../core/ports.ts";
import { header, type HttpResult, type StreamResult } from "../../core/probe-answer.ts";
import { Secret } from "../../core/secret.ts";
import { cleanLine } from "../../core/text.ts";
import { type GatewayBase, paths } from "./requests.ts";

/** How the gateway is asked to ask a model, and how its answers are read. */
export interface ModelMetadata {
  /** Any text but `gitlab` means a self-hosted model; GitLab itself sends `openai`. */
  provider: "openai";
  /** The family. */
  name: string;
  endpoint: string | null;
  api_key: Secret | null;
  identifier: string | null;
}

export interface Caller {
  base: GatewayBase;
  headers: Record<string, string | Secret>;
}

type LegWorld = Pick<Surroundings, "probes" | "signal" | "newId" | "vault">;

/** Headers for a call as GitLab makes it: the token of this run if there is one. */
export function callerHeaders(world: Pick<Surroundings, "vault">): Record<string, string | Secret> {
  const token = world.vault.get("gateway-token");
  if (token === undefined) return {};
  const given: Record<string, string> = {};
  try {
    const parsed: unknown = JSON.parse(world.vault.get("gateway-headers")?.reveal() ?? "{}");
    if (parsed !== null && typeof parsed === "object") for (const [name, value] of Object.entries(parsed)) if (typeof value === "string" && /^x-gitlab-[a-z0-9-]{1,60}$/iu.test(name)) given[name.toLowerCase()] = value;
  } catch {
    // Headers of no use: the token goes alone.
  }
  return { "x-gitlab-authentication-type": "oidc", ...given, authorization: new Secret(`Bearer ${token.reveal()}`) };
}

const { modelCheck: checkPath, chat: chatPath } = paths;

export function askModelCheck(world: LegWorld, caller: Caller, metadata: ModelMetadata, timeoutMs: number): Promise<HttpResult> {
  return handsFor(world.probes, metadata.api_key).http(
    { method: "POST", url: `${caller.base.url}${checkPath}`, headers: { ...caller.headers, "x-request-id": world.newId() }, json: { inputs: {}, model_metadata: metadata }, route: caller.base.route, keepBytes: 8192 },
    { timeoutMs, signal: world.signal },
  );
}

export function streamModelCheck(world: LegWorld, caller: Caller, metadata: ModelMetadata, timeoutMs: number): Promise<StreamResult> {
  return handsFor(world.probes, metadata.api_key).stream(
    { method: "POST", url: `${caller.base.url}${checkPath}`, headers: { ...caller.headers, "x-request-id": world.newId() }, json: { inputs: {}, stream: true, model_metadata: metadata }, route: caller.base.route, keepBytes: 8192 },
    { timeoutMs, idleMs: timeoutMs, signal: world.signal },
  );
}

export const shortQuestion = "Hello";
/** Its answer is long enough to see how a stream comes. */
export const longQuestion = "Count from one to forty in words, one number per line.";

/** One question of classic chat, without tools, as GitLab sends it. */
export function streamAgentChat(world: LegWorld, caller: Caller, metadata: ModelMetadata, question: string, timeoutMs: number): Promise<StreamResult> {
  const body = { messages: [{ role: "user", content: question, context: null, current_file: null, additional_context: [] }], model_metadata: metadata, unavailable_resources: [], options: { agent_scratchpad: { agent_type: "react", steps: [] } } };
  return handsFor(world.probes, metadata.api_key).stream(
    { method: "POST", url: `${caller.base.url}${chatPath}`, headers: { ...caller.headers, "x-request-id": world.newId() }, json: body, route: caller.base.route, keepBytes: 65_536 },
    { timeoutMs, idleMs: timeoutMs, signal: world.signal },
  );
}

// A silence above 15 s is a stall; waiting a little longer than that is enough to see one.
const idleMs = 20_000;

/** A streamed code completion with the model's own settings, as GitLab asks for it; at most 64 tokens come back. */
export function streamCompletion(world: LegWorld, caller: Caller, model: ModelMetadata, timeoutMs: number): Promise<StreamResult> {
  const file = { file_name: "triage.py", language_identifier: "python", content_above_cursor: "print(1)\nprint(2)\nprint(3)\nprint(4)\n", content_below_cursor: "" };
  const json = { project_path: "", project_id: 0, current_file: file, prompt_version: 1, stream: true, model_provider: "litellm", model_name: model.name, model_endpoint: model.endpoint, model_identifier: model.identifier, model_api_key: model.api_key };
  return handsFor(world.probes, model.api_key).stream(
    { method: "POST", url: `${caller.base.url}${paths.codeCompletions}`, headers: { ...caller.headers, "x-request-id": world.newId() }, json, route: caller.base.route, keepBytes: 8192 },
    { timeoutMs, idleMs, signal: world.signal },
  );
}

export interface CheckReading {
  outcome: "ok" | "model-code" | "refused" | "no-right" | "crashed" | "no-answer" | "foreign";
  status: number;
  code: number | null;
  said: string | null;
  text: string | null;
}

/** The gateway's word for a process without AIGW_CUSTOM_MODELS__ENABLED. */
export const endpointsOff = ({ status, said }: { status: number; said: string | null }): boolean => status === 400 && said !== null && said.startsWith("specifying custom models endpoint is disabled");

const isOurs = (answer: { headers: readonly (readonly [string, string])[] }): boolean => header(answer, "x-process-time") !== undefined;

/** The gateway's answer to the check that is not streamed: 200 a text, 421 `<status>: <reason>` of the model, 4xx its own. */
export function readModelCheck(result: HttpResult): CheckReading {
  if (result.kind === "failure") return { outcome: "no-answer", status: 0, code: null, said: null, text: null };
  const { status } = result;
  const json = parse(result.body);
  const detail = isObject(json) ? (typeof json["detail"] === "string" ? json["detail"] : typeof json["error"] === "string" ? json["error"] : null) : null;
  const said = detail === null ? null : cleanLine(detail, 400);
  const head = { status, code: null, said, text: null };
  if (status === 200) {
    if (typeof json === "string") return { ...head, outcome: "ok", text: cleanLine(json, 200) };
    if (isObject(json) && typeof json["content"] === "string") return { ...head, outcome: "ok", text: cleanLine(json["content"], 200) };
    return { ...head, outcome: "foreign" };
  }
  if (status === 421) return { ...head, outcome: "model-code", code: Number(/^(\d{3})\b/u.exec(detail ?? "")?.[1] ?? Number.NaN) || null };
  if (status === 401 || status === 403) return { ...head, outcome: isOurs(result) || detail !== null ? "no-right" : "foreign" };
  if (status === 500 && /^Internal Server Error\s*$/u.test(result.body)) return { ...head, outcome: "crashed" };
  if (status >= 400 && status < 500 && (isOurs(result) || detail !== null)) return { ...head, outcome: "refused" };
  return { ...head, outcome: "foreign" };
}

export interface ChatReading {
  status: number;
  outcome: "answer" | "error" | "silent" | "empty" | "mock" | "no-right" | "crashed" | "no-answer" | "foreign";
  message: string | null;
  errorClass: string | null;
  code: number | null;
  provider: string | null;
  text: string | null;
  action: boolean;
  /** Bytes of words, the events that held them, and whether the gateway itself ended the answer: its last event is an error or the count of tokens. */
  written: { words: number; frames: number; closed: boolean };
  /** Tokens that the last line counts; null without one. */
  usage: { input: number; output: number } | null;
}

/** The lines of a chat: text, an error with the model's own words, or silence. Judged by the lines, never by the status. */
export function readAgentChat(result: StreamResult): ChatReading {
  const blank: ChatReading = { status: 0, outcome: "no-answer", message: null, errorClass: null, code: null, provider: null, text: null, action: false, written: { words: 0, frames: 0, closed: false }, usage: null };
  if (result.kind === "failure") return blank;
  const { status } = result;
  const head = { ...blank, status };
  if (status === 401 || status === 403) return { ...head, outcome: "no-right" };
  if (status === 500) return { ...head, outcome: "crashed" };
  if (status !== 200) return { ...head, outcome: "foreign" };
  let text = "";
  let sawUnknown = false;
  let error: string | null = null;
  for (const line of result.lines) {
    const event = parse(line.text);
    if (!isObject(event) || typeof event["type"] !== "string" || !isObject(event["data"])) continue;
    const data = event["data"];
    const words = typeof data["text"] === "string" ? data["text"] : "";
    if (words !== "") head.written = { ...head.written, words: head.written.words + Buffer.byteLength(words), frames: head.written.frames + 1 };
    head.written = { ...head.written, closed: event["type"] === "error" || event["type"] === "usage" };
    if (event["type"] === "final_answer_delta") text += words;
    else if (event["type"] === "unknown") {
      sawUnknown = true;
      text += words;
    } else if (event["type"] === "action") head.action = true;
    else if (event["type"] === "error") error = typeof data["message"] === "string" ? data["message"] : "";
    else if (event["type"] === "usage") head.usage = countUsage(data["usage"]);
  }
  const shown = text === "" ? null : cleanLine(text, 300);
  if (error !== null) return { ...head, outcome: "error", text: shown, message: cleanLine(error, 4000), ...readClass(error) };
  if (text.trim() === "mock" && head.usage === null && result.end === "complete") return { ...head, outcome: "mock", text: shown };
  if (shown !== null || head.action) return { ...head, outcome: "answer", text: shown };
  if (result.end === "stalled") return head;
  if (sawUnknown && head.usage !== null && (head.usage.input > 0 || head.usage.output > 0)) return { ...head, outcome: "empty" };
  if (sawUnknown) return { ...head, outcome: "silent" };
  return { ...head, outcome: result.lines.length === 0 ? "silent" : "foreign" };
}

function countUsage(usage: unknown): { input: number; output: number } | null {
  if (!isObject(usage)) return null;
  const counts = Object.values(usage).filter(isObject);
  const add = (key: string): number => counts.reduce((sum, entry) => sum + (typeof entry[key] === "number" ? (entry[key] as number) : 0), 0);
  return { input: add("input_tokens"), output: add("output_tokens") };
}

// LiteLLM's own statuses of its exception classes.
const classCodes: Readonly<Record<string, number>> = {
  BadRequestError: 400, ContextWindowExceededError: 400, UnsupportedParamsError: 400, AuthenticationError: 401, PermissionDeniedError: 403, NotFoundError: 404, Timeout: 408,
  UnprocessableEntityError: 422, RateLimitError: 429, InternalServerError: 500, BadGatewayError: 502, ServiceUnavailableError: 503,
};

/** Class, status and provider out of `litellm.<Class>: ... <Provider>Exception - Error code: N - ...`. */
function readClass(message: string): Pick<ChatReading, "errorClass" | "code" | "provider"> {
  const errorClass = /\blitellm\.([A-Z][A-Za-z]{2,60})\b/u.exec(message)?.[1] ?? null;
  const provider = /\b([A-Za-z][A-Za-z_]{1,30})Exception\b/u.exec(message)?.[1]?.toLowerCase() ?? null;
  const told = /Error code: (\d{3})\b/u.exec(message)?.[1];
  return { errorClass, provider, code: told === undefined ? (errorClass === null ? null : (classCodes[errorClass] ?? null)) : Number(told) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === "object" && !Array.isArray(value);
