import type { HttpResult, StreamResult } from "../../core/probe-answer.ts";
import { parseJson } from "./spoken.ts";

/** Tool calls as model servers hand them out: parsed, or as the model's own markup that the server did not recognise. */

export const toolName = "get_current_time";
export const tools = [{ type: "function", function: { name: toolName, description: "Tells the current time.", parameters: { type: "object", properties: {} } } }] as const;
export const toolQuestion = [{ role: "user", content: "What time is it? Use the tool." }] as const;
// A whole call without arguments takes some 30 tokens; one that is cut off could not be told from raw markup.
export const callTokens = 64;

const markups = ["<tool_call>", "[TOOL_CALLS]", "<|python_tag|>", "<function=", "<|tool_call", "<tool_calls>"] as const;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => value !== null && typeof value === "object" && !Array.isArray(value);
const firstOf = (value: unknown): Json | undefined => (isObject(value) && Array.isArray(value["choices"]) && isObject(value["choices"][0]) ? value["choices"][0] : undefined);

/** A call that stands as text where none was parsed: the server missed it. A model that answers in prose chose not to call. */
export const isRawCall = (content: string): boolean => markups.some((mark) => content.includes(mark)) || (content.trimStart().startsWith("{") && content.includes(toolName));

/** The assistant's turn with its call as the server itself wrote it, and the id of that call; some templates take no other form of id. */
export function callTurn(result: HttpResult): { turn: Json; id: string } | undefined {
  const message = result.kind === "answer" ? firstOf(parseJson(result.body))?.["message"] : undefined;
  const calls = isObject(message) && Array.isArray(message["tool_calls"]) ? message["tool_calls"].slice(0, 1) : [];
  const id = isObject(calls[0]) ? calls[0]["id"] : undefined;
  return typeof id === "string" && id.length < 200 ? { turn: { role: "assistant", content: "", tool_calls: calls }, id } : undefined;
}

/** What a stream brought: how many deltas held a call, and all of its text. */
export function readStreamedCall(result: StreamResult): { calls: number; content: string } {
  const read = { calls: 0, content: "" };
  for (const { text } of result.kind === "failure" ? [] : result.lines) {
    const delta = text.startsWith("data:") ? firstOf(parseJson(text.slice(5).trim()))?.["delta"] : undefined;
    if (!isObject(delta)) continue;
    if (Array.isArray(delta["tool_calls"]) && delta["tool_calls"].length > 0) read.calls += 1;
    if (typeof delta["content"] === "string" && read.content.length < 4000) read.content += delta["content"];
  }
  return read;
}

/** Tokens of the prompt as the server counted them; null where it does not say. */
export function promptTokensOf(result: HttpResult): number | null {
  const json = result.kind === "answer" ? parseJson(result.body) : undefined;
  const usage = isObject(json) && isObject(json["usage"]) ? json["usage"]["prompt_tokens"] : undefined;
  return typeof usage === "number" && Number.isFinite(usage) && usage >= 0 ? usage : null;
}
