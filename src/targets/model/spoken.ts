import { header, type HttpResult } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { type About, readRefusal } from "./refusal.ts";

/** One chat completion, read by its fields. */
export interface SpokenReading {
  result: HttpResult;
  outcome: "answer" | "empty-choices" | "wrong-shape" | "html" | "empty-body" | "refused" | "error" | "proxy-error" | "no-answer";
  status: number;
  said: string | null;
  errorCode: string | null;
  parameter: string | null;
  about: About | null;
  throughRouter: boolean;
  content: string | null;
  reasoning: boolean;
  finishReason: string | null;
  completionTokens: number | null;
  toolCalls: number;
  model: string | null;
  retryAfterSeconds: number | null;
  ms: number;
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => value !== null && typeof value === "object" && !Array.isArray(value);

export function parseJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

const pageStarts = /^\s*(?:<!doctype|<html|<head|<\?xml|<center)/iu;

/** A page for people, by its type or its first mark. */
export function isPage(result: Extract<HttpResult, { kind: "answer" }>): boolean {
  return /text\/html|application\/xhtml/iu.test(header(result, "content-type") ?? "") || pageStarts.test(result.body);
}

// What reverse proxies write by themselves when the server behind them does not answer, where it is no HTML.
const proxyText = /upstream connect error|no healthy upstream|upstream request timeout|no server is available to handle|Service Unavailable\s*$|Bad Gateway\s*$|Gateway Time-?out\s*$/iu;

/** The answer of a proxy that found nothing usable behind it: 502, 503, 504 or 520 to 527 that is no JSON, or a page with 500. */
export function isProxyError(result: Extract<HttpResult, { kind: "answer" }>): boolean {
  const { status } = result;
  if (status === 500 && isPage(result)) return true;
  if (!(status === 502 || status === 503 || status === 504 || (status >= 520 && status <= 527))) return false;
  if (isPage(result)) return true;
  const json = parseJson(result.body);
  return json === undefined && (status !== 503 || proxyText.test(result.body.slice(0, 600)) || header(result, "x-squid-error") !== undefined);
}

/** Seconds of `retry-after`, a number or a date. */
export function retryAfter(result: HttpResult, now = Date.now()): number | null {
  if (result.kind !== "answer") return null;
  const value = header(result, "retry-after");
  if (value === undefined) return null;
  if (/^\d{1,9}(?:\.\d+)?$/u.test(value.trim())) return Math.round(Number(value));
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, Math.round((date - now) / 1000));
}

/** Reads one answer to a chat request that was not streamed. */
export function readSpoken(result: HttpResult): SpokenReading {
  const blank: SpokenReading = {
    result, outcome: "no-answer", status: 0, said: null, errorCode: null, parameter: null, about: null, throughRouter: false, content: null, reasoning: false,
    finishReason: null, completionTokens: null, toolCalls: 0, model: null, retryAfterSeconds: null, ms: Math.round(result.timings.total),
  };
  if (result.kind === "failure") return blank;
  const { status, body } = result;
  const head = { ...blank, status, retryAfterSeconds: retryAfter(result) };
  if (status >= 200 && status < 300) {
    if (result.end === "stalled" || (result.end === "cut" && body === "")) return head;
    if (body.trim() === "") return { ...head, outcome: "empty-body" };
    if (isPage(result)) return { ...head, outcome: "html" };
    const json = parseJson(body);
    if (!isObject(json)) return { ...head, outcome: "wrong-shape" };
    const choices = json["choices"];
    if (!Array.isArray(choices)) return { ...head, outcome: "wrong-shape", ...refusalOf(status, json, body) };
    const usage = isObject(json["usage"]) ? json["usage"]["completion_tokens"] : undefined;
    const model = typeof json["model"] === "string" ? cleanLine(json["model"], 200) : null;
    const completionTokens = typeof usage === "number" ? usage : null;
    const first = choices[0] as unknown;
    if (!isObject(first)) return { ...head, outcome: "empty-choices", model, completionTokens };
    const message = isObject(first["message"]) ? first["message"] : {};
    const content = textOf(message["content"]) ?? textOf(first["text"]);
    return {
      ...head,
      outcome: "answer",
      model,
      completionTokens,
      content: content === null ? null : cleanLine(content, 1200),
      reasoning: (textOf(message["reasoning_content"]) ?? textOf(message["reasoning"]) ?? "") !== "",
      finishReason: typeof first["finish_reason"] === "string" ? cleanLine(first["finish_reason"], 40) : null,
      toolCalls: Array.isArray(message["tool_calls"]) ? message["tool_calls"].length : 0,
    };
  }
  if (isProxyError(result)) return { ...head, outcome: "proxy-error" };
  if (status >= 300 && status < 400) return { ...head, outcome: "wrong-shape" };
  // 424: the request was taken, and what it needed failed.
  return { ...head, outcome: status >= 500 || status === 424 ? "error" : "refused", ...refusalOf(status, parseJson(body), body) };
}

function refusalOf(status: number, json: unknown, body: string): Pick<SpokenReading, "said" | "errorCode" | "parameter" | "about" | "throughRouter"> {
  return readRefusal(status, json, body);
}

/** Text of a content that is a string or a list of parts. */
function textOf(content: unknown): string | null {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return null;
  const parts = content.map((part) => (isObject(part) && typeof part["text"] === "string" ? part["text"] : "")).join("");
  return parts === "" ? null : parts;
}

/** One spoken answer in few words. */
export function describeSpoken(spoken: Omit<SpokenReading, "result" | "about"> & { result: HttpResult }): string {
  if (spoken.outcome === "no-answer") return spoken.result.kind === "failure" ? `no answer (${spoken.result.reason} after ${spoken.ms} ms)` : `an answer that broke off after ${spoken.ms} ms`;
  const took = `${spoken.ms} ms`;
  if (spoken.outcome === "answer") return `200 in ${took}${spoken.completionTokens === null ? "" : `, ${spoken.completionTokens} token${spoken.completionTokens === 1 ? "" : "s"}`}`;
  const words = { "empty-choices": "no choices", "wrong-shape": "no chat answer", html: "a web page", "empty-body": "an empty body", refused: "refused", error: "an error", "proxy-error": "a proxy's error page" } as const;
  return `${spoken.status} in ${took}, ${words[spoken.outcome]}${spoken.said === null ? "" : `: ${spoken.said}`}`;
}
