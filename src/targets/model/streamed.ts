import { header, type StreamResult } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { type About, readRefusal } from "./refusal.ts";
import { isPage, parseJson, readSpoken, type SpokenReading } from "./spoken.ts";

/** One streamed chat completion, read line by line. */
export interface StreamReading {
  result: StreamResult;
  status: number;
  contentType: string | null;
  chunks: number;
  broken: number;
  done: boolean;
  finishReason: string | null;
  errorInStream: string | null;
  hasText: boolean;
  said: string | null;
  about: About | null;
  firstDataMs: number | null;
  longestGapMs: number;
  burst: boolean;
  end: "complete" | "cut" | "stalled" | "limit" | "none";
  ms: number;
}

// All lines of an answer of a few words within this.
const burstMs = 25;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => value !== null && typeof value === "object" && !Array.isArray(value);

/**
 * Reads server-sent events of a chat: `data:` with or without a blank, comments (`:`) and other fields skipped, an end without `[DONE]` is
 * fine. A JSON body instead of a stream gives no chunk.
 */
export function readStream(result: StreamResult): StreamReading {
  const blank: StreamReading = {
    result, status: 0, contentType: null, chunks: 0, broken: 0, done: false, finishReason: null, errorInStream: null, hasText: false, said: null, about: null,
    firstDataMs: null, longestGapMs: 0, burst: false, end: "none", ms: Math.round(result.timings.total),
  };
  if (result.kind === "failure") return blank;
  const read: StreamReading = { ...blank, status: result.status, contentType: header(result, "content-type") ?? null, end: result.end, burst: false };
  if (result.status < 200 || result.status >= 300) {
    const body = result.body === "" ? result.lines.map((line) => line.text).join("\n") : result.body;
    const refusal = readRefusal(result.status, isPage(result) ? undefined : parseJson(body), body);
    return { ...read, said: refusal.said, about: refusal.about };
  }
  let last: number | null = null;
  const dataTimes: number[] = [];
  for (const line of result.lines) {
    if (!line.text.startsWith("data:")) continue;
    const data = line.text.slice(5).trim();
    if (data === "") continue;
    dataTimes.push(line.at);
    read.firstDataMs ??= Math.round(line.at);
    if (last !== null) read.longestGapMs = Math.max(read.longestGapMs, Math.round(line.at - last));
    last = line.at;
    if (data === "[DONE]") {
      read.done = true;
      continue;
    }
    const json = parseJson(data);
    if (!isObject(json)) read.broken += 1;
    else if (json["error"] !== undefined && json["error"] !== null) read.errorInStream = readRefusal(200, json, data).said ?? "an error without a message";
    else if (Array.isArray(json["choices"])) readChunk(read, json["choices"]);
  }
  if (read.end === "stalled" && last !== null) read.longestGapMs = Math.max(read.longestGapMs, Math.round(result.timings.total - last));
  // A burst is told by data lines alone: comments that keep a connection awake arrive in between. What a proxy held back comes in one go, which
  // no model writes in: a late first word with the rest soon after it is none.
  const [first, end] = [dataTimes[0], dataTimes.at(-1)];
  read.burst = first !== undefined && end !== undefined && read.chunks >= 4 && end > 500 && end - first <= Math.min(burstMs, end * 0.1);
  return read;
}

function readChunk(read: StreamReading, choices: readonly unknown[]): void {
  read.chunks += 1;
  const choice = choices[0];
  if (!isObject(choice)) return;
  if (typeof choice["finish_reason"] === "string") read.finishReason = cleanLine(choice["finish_reason"], 40);
  const delta = isObject(choice["delta"]) ? choice["delta"] : isObject(choice["message"]) ? choice["message"] : {};
  const filled = ["content", "reasoning_content", "reasoning"].some((key) => typeof delta[key] === "string" && delta[key] !== "");
  if (filled || (Array.isArray(delta["tool_calls"]) && delta["tool_calls"].length > 0) || (typeof choice["text"] === "string" && choice["text"] !== "")) read.hasText = true;
}

export type StreamState = "good" | "refused" | "not-a-stream" | "cut" | "error-inside" | "stalls" | "buffered" | "slow" | "no-answer";

// The gateway gives up 30 s after the last byte; half of that is no normal pause. Chat waits 30 s for the first one.
const longGapMs = 15_000;
const lateMs = 28_000;

/**
 * What a stream is good for. `firstWordMs` is what one word of the same server took without streaming: data that comes no later than that was
 * not held back, however quickly the rest follows.
 */
export function stateOfStream(read: StreamReading, firstWordMs = 0): StreamState {
  if (read.result.kind === "failure") return "no-answer";
  if (read.status < 200 || read.status >= 300) return "refused";
  if (read.errorInStream !== null) return "error-inside";
  if (read.chunks === 0) return read.end === "stalled" && read.firstDataMs === null && read.contentType?.includes("event-stream") === true ? "no-answer" : "not-a-stream";
  if (read.broken > 0) return "not-a-stream";
  if (read.end === "stalled" || read.longestGapMs > longGapMs) return "stalls";
  if (read.finishReason === null && !read.done && read.end !== "limit") return "cut";
  if (read.end === "cut" && read.finishReason === null) return "cut";
  if (read.burst && (read.firstDataMs ?? 0) > firstWordMs * 1.5 + 300) return "buffered";
  if ((read.firstDataMs ?? 0) > lateMs) return "slow";
  return "good";
}

/** One streamed answer in few words. */
export function describeStream(read: StreamReading): string {
  if (read.result.kind === "failure") return `${read.result.reason} after ${read.ms} ms`;
  if (read.status < 200 || read.status >= 300) return `${read.status}${read.said === null ? "" : `: ${read.said}`}`;
  const parts = [`${read.status} ${cleanLine(read.contentType ?? "without a content type", 60)}`, `${read.chunks} chunks`];
  if (read.broken > 0) parts.push(`${read.broken} of them broken`);
  if (read.firstDataMs !== null) parts.push(`first after ${read.firstDataMs} ms`);
  parts.push(`ended ${read.end} after ${read.ms} ms`, `finish reason ${read.finishReason ?? "none"}`);
  if (read.errorInStream !== null) parts.push(`error: ${read.errorInStream}`);
  return cleanLine(parts.join(", "), 400);
}

/** A streamed request as one answer, for questions that only want to know whether it was accepted. */
export function spokenOfStream(result: StreamResult): SpokenReading {
  if (result.kind === "failure") return readSpoken(result);
  const read = readStream(result);
  if (read.status >= 200 && read.status < 300 && read.errorInStream === null && (read.chunks > 0 || result.end === "limit")) {
    const spoken = readSpoken({ ...result, body: '{"choices":[{}]}', end: "complete" });
    return { ...spoken, result: { ...result, body: result.body.slice(0, 2000) }, finishReason: read.finishReason };
  }
  return readSpoken({ ...result, body: result.body === "" ? result.lines.map((line) => line.text).join("\n") : result.body });
}
