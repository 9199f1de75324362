import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gitlabNow } from "./context.ts";
import type { UserWorld, World } from "../world.ts";

/** One request to the simulated GitLab, and how it answers: nginx and Rails headers, its own clock. */
export interface GitlabExchange {
  world: World;
  request: IncomingMessage;
  response: ServerResponse;
  path: string;
  query: URLSearchParams;
  user: UserWorld | null;
  /** A token was sent and is not usable. */
  badToken: boolean;
  requestId: string;
  body: string;
}

export function newRequestId(): string {
  return `01${randomUUID().replaceAll("-", "").toUpperCase().slice(0, 24)}`;
}

/** Answers with these headers after nginx's own. */
export function answer(exchange: GitlabExchange, status: number, contentType: string | null, body: string, extra: Record<string, string> = {}): void {
  const { response } = exchange;
  response.sendDate = false;
  const headers: Record<string, string> = {
    Server: "nginx",
    Date: new Date(gitlabNow(exchange.world) * 1000).toUTCString(),
    ...(contentType ? { "Content-Type": contentType } : {}),
    "Content-Length": String(Buffer.byteLength(body)),
    Connection: "keep-alive",
    "X-Request-Id": exchange.requestId,
    "X-Runtime": (0.01 + (body.length % 97) / 2000).toFixed(6),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Gitlab-Meta": JSON.stringify({ correlation_id: exchange.requestId, version: "1" }),
    ...extra,
  };
  response.writeHead(status, headers);
  response.end(exchange.request.method === "HEAD" ? undefined : body);
}

/** A JSON answer of the REST interface. */
export function answerJson(exchange: GitlabExchange, status: number, value: unknown, extra: Record<string, string> = {}): void {
  answer(exchange, status, "application/json", JSON.stringify(value), { "Cache-Control": "no-cache", Vary: "Origin", ...extra });
}

export const fromMonolith = { "X-GitLab-Error-Origin": "monolith" } as const;

/** An HTML page. */
export function answerPage(exchange: GitlabExchange, status: number, title: string, text: string, extra: Record<string, string> = {}): void {
  answer(exchange, status, "text/html; charset=utf-8", `<!DOCTYPE html>\n<html lang="en">\n<head><title>${title} · GitLab</title><meta content="GitLab" property="og:site_name"></head>\n<body>${text}</body>\n</html>\n`, extra);
}
