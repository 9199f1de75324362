import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** Writing answers with the header names, order and framing of the gateway's server. */

/** One request under way: where to answer, and what every answer of the app carries. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  requestId: string;
  startedAt: number;
  clockOffsetS: number;
  /** What the answer gives as its reason, for the access log. */
  detail?: string;
  /** Why the token was refused, for the access log. */
  refusal?: string;
}

export function beginExchange(request: IncomingMessage, response: ServerResponse, clockOffsetS: number): Exchange {
  const given = request.headers["x-request-id"];
  const requestId = (Array.isArray(given) ? given[0] : given) || randomUUID().replaceAll("-", "");
  return { request, response, requestId, startedAt: performance.now(), clockOffsetS };
}

function head(exchange: Exchange, status: number, headers: [string, string][], process: "timed" | "untimed" | "bare"): void {
  const { response } = exchange;
  const date = new Date(Date.now() + exchange.clockOffsetS * 1000).toUTCString();
  const seconds = String((performance.now() - exchange.startedAt) / 1000);
  response.sendDate = false;
  response.removeHeader("connection");
  const all: [string, string][] = [["date", date], ["server", "uvicorn"], ...headers];
  if (process === "timed") all.push(["x-process-time", seconds]);
  if (process !== "bare") all.push(["x-request-id", exchange.requestId]);
  response.writeHead(status, all.flat());
}

/** A whole answer. A 500 of an unhandled exception and a CORS preflight carry fewer of the app's headers. */
export function send(exchange: Exchange, status: number, contentType: string | null, body: string, extra: [string, string][] = [], process: "timed" | "untimed" | "bare" = "timed"): void {
  const headers: [string, string][] = [...extra, ["content-length", String(Buffer.byteLength(body))]];
  if (contentType) headers.push(["content-type", contentType]);
  head(exchange, status, headers, process);
  exchange.response.end(exchange.request.method === "HEAD" ? undefined : body);
}

export function sendJson(exchange: Exchange, status: number, value: unknown, extra: [string, string][] = []): void {
  const detail = typeof value === "object" && value !== null ? (value as { detail?: unknown }).detail : undefined;
  if (status >= 400 && typeof detail === "string") exchange.detail = `${status}: ${detail}`;
  send(exchange, status, "application/json", JSON.stringify(value), extra);
}

/** What an unhandled exception becomes: text, and none of the app's headers, because it is written outside of the app. */
export function sendCrash(exchange: Exchange): void {
  send(exchange, 500, "text/plain; charset=utf-8", "Internal Server Error", [], "bare");
}

/** Begins a streamed answer. */
export function beginStream(exchange: Exchange, contentType: string, extra: [string, string][] = []): void {
  const { response } = exchange;
  const date = new Date(Date.now() + exchange.clockOffsetS * 1000).toUTCString();
  response.sendDate = false;
  response.removeHeader("connection");
  const seconds = String((performance.now() - exchange.startedAt) / 1000);
  const all: [string, string][] = [
    ["date", date],
    ["server", "uvicorn"],
    ...extra,
    ["content-type", contentType],
    ["x-process-time", seconds],
    ["x-request-id", exchange.requestId],
    ["transfer-encoding", "chunked"],
  ];
  response.writeHead(200, all.flat());
  response.flushHeaders();
}

/** Ends a stream as a crash does: the connection closes without the final chunk. */
export function cutStream(exchange: Exchange): void {
  const { socket } = exchange.response;
  setImmediate(() => socket?.destroySoon());
}
