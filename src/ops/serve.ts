import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One path of the operations port. */
export interface Route {
  method: "GET" | "POST";
  /** Answers; `body` is empty for GET. Errors become 500 without a word about them. */
  answer(request: { headers: IncomingMessage["headers"]; url: URL; body: Buffer; remote: string }): Promise<RouteAnswer>;
}

export interface RouteAnswer {
  status: number;
  type?: string;
  body: string;
  headers?: Readonly<Record<string, string>>;
}

export interface OpsServer {
  /** Where it listens, with the port that was really taken. */
  host: string;
  port: number;
  close(): Promise<void>;
}

const bodyLimit = 1024 * 1024;
const fixed = { "x-content-type-options": "nosniff", "cache-control": "no-store", "referrer-policy": "no-referrer", "content-security-policy": "default-src 'none'; frame-ancestors 'none'" };

/** Serves routes, small and bounded: no keep-alive for ever, no large bodies, no directory. */
export async function serveRoutes(routes: Readonly<Record<string, Route>>, { host, port }: { host: string; port: number }): Promise<OpsServer> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000, keepAliveTimeout: 5_000, maxHeaderSize: 16_384 }, (request, response) => {
    answer(routes, request, response).catch(() => {
      if (!response.headersSent) send(response, { status: 500, body: "error\n" });
      else response.destroy();
    });
  });
  server.maxConnections = 200;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
  return { host, port: (server.address() as AddressInfo).port, close: () => shut(server) };
}

async function answer(routes: Readonly<Record<string, Route>>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://ops.invalid");
  const route = Object.hasOwn(routes, url.pathname) ? routes[url.pathname] : undefined;
  if (route === undefined) return send(response, { status: 404, body: "not found\n" });
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (method !== route.method) return send(response, { status: 405, body: "method not allowed\n", headers: { allow: route.method } });
  const body = method === "POST" ? await read(request) : Buffer.alloc(0);
  if (body === undefined) return send(response, { status: 413, body: "too large\n", headers: { connection: "close" } });
  send(response, await route.answer({ headers: request.headers, url, body, remote: request.socket.remoteAddress ?? "" }));
}

async function read(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > bodyLimit) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function send(response: ServerResponse, { status, type = "text/plain; charset=utf-8", body, headers = {} }: RouteAnswer): void {
  response.writeHead(status, { ...fixed, "content-type": type, "content-length": Buffer.byteLength(body), ...headers });
  response.end(response.req.method === "HEAD" ? undefined : body);
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
