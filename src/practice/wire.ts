import { createServer as createHttpServer, request as httpRequest } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, Server } from "node:http";
import { createServer as createHttpsServer, request as httpsRequest } from "node:https";
import { createServer as createTcpServer, isIP } from "node:net";
import type { Socket } from "node:net";
import type { SecureContextOptions } from "node:tls";
import { connect as connectTcp } from "node:net";
import { checkServerIdentity } from "node:tls";
import { Worker } from "node:worker_threads";

/** Listeners and callers of the practice stack: real sockets, and nothing that ever leaves this machine. */

export interface Listener {
  close(): Promise<void>;
}

/** Options of a TLS listener; the certificate chain leaf first. */
export interface TlsOptions extends SecureContextOptions {
  key: string;
  cert: string;
  requestCert?: boolean;
  rejectUnauthorized?: boolean;
  ALPNProtocols?: string[];
}

interface TrackedServer {
  on(event: "connection" | "secureConnection", listener: (socket: Socket) => void): unknown;
  close(done: () => void): unknown;
}

function closeWithSockets(server: TrackedServer): () => Promise<void> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
}

/** Listens for HTTP or HTTPS. `upgrade` gets WebSocket and other upgrade requests. */
export async function listenHttp(options: {
  host: string;
  port: number;
  handler: RequestListener;
  tls?: TlsOptions | undefined;
  upgrade?: ((request: IncomingMessage, socket: Socket, head: Buffer) => void) | undefined;
  /** HTTP/1.1 idle time in milliseconds; uvicorn 5 s, nginx 75 s. */
  keepAliveMs?: number;
}): Promise<Listener> {
  const shared = { keepAliveTimeout: options.keepAliveMs ?? 5_000, maxHeaderSize: 65_536 };
  const server: Server = options.tls
    ? createHttpsServer({ ...shared, ...options.tls }, options.handler)
    : createHttpServer(shared, options.handler);
  server.on("tlsClientError", () => undefined);
  server.on("clientError", (_error, socket) => socket.destroy());
  if (options.upgrade) server.on("upgrade", (request, socket, head) => options.upgrade?.(request, socket as Socket, head));
  const close = closeWithSockets(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => resolve());
  });
  return { close };
}

/** Accepts and cuts: with a reset, or in good order. */
export async function listenAndCut(host: string, port: number, how: "reset" | "end"): Promise<Listener> {
  const server = createTcpServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => (how === "reset" ? socket.resetAndDestroy() : socket.end()));
  });
  const close = closeWithSockets(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  return { close };
}

const blackHoleProgram = `
  const { parentPort, workerData } = require("node:worker_threads");
  const server = require("node:net").createServer();
  server.on("error", (error) => parentPort.postMessage(String(error)));
  server.listen({ port: workerData.port, host: workerData.host, backlog: 1 }, () => {
    parentPort.postMessage("listening");
    setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 0);
  });`;

/**
 * A port whose connection attempts are dropped: a thread listens with the shortest queue and then sleeps for good, and the queue is
 * filled, so the kernel drops every further SYN. That is what a firewall's DROP rule looks like to a client.
 */
export async function listenLikeBlackHole(host: string, port: number): Promise<Listener> {
  const worker = new Worker(blackHoleProgram, { eval: true, workerData: { host, port } });
  worker.unref();
  await new Promise<void>((resolve, reject) => {
    worker.once("message", (message) => (message === "listening" ? resolve() : reject(new Error(String(message)))));
    worker.once("error", reject);
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  const fillers = Array.from({ length: 4 }, () => {
    const socket = connectTcp({ host, port });
    socket.on("error", () => undefined);
    socket.unref();
    return socket;
  });
  await new Promise((resolve) => setTimeout(resolve, 30));
  return {
    close: async () => {
      for (const socket of fillers) socket.destroy();
      await worker.terminate();
    },
  };
}

/** What a caller's packets meet on the way to an address: another address, or trouble. */
export type Detour = { host: string; port: number } | "refused" | "dropped" | "reset" | "unresolved";

/** How one party sees the network. */
export interface View {
  /** Where host and port lead; undefined = straight there. */
  detour(host: string, port: number): Detour | undefined;
  /** PEM certificates that this party trusts, beside nothing. */
  trust: readonly string[];
  /** Addresses that refuse, drop and reset, for detours that name no address. */
  sinks: { refused: number; dropped: () => Promise<number>; reset: number };
  /** Forward proxy for plain http (absolute-form requests) and https (CONNECT). */
  proxy?: { host: string; port: number } | undefined;
}

export interface Call {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string;
  connectTimeoutMs?: number;
  /** Longest silence on the wire, before the headers and between bytes. */
  idleTimeoutMs?: number;
  signal?: AbortSignal | undefined;
}

export interface CallAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  rawHeaders: string[];
  /** The body as it comes; ends with an error where the connection is cut. */
  body: IncomingMessage;
}

/** An expected end of a call without an HTTP answer. `code` is Node's, or one of ours: CONNECT_TIMEOUT, IDLE_TIMEOUT. */
export class CallFailure extends Error {
  readonly code: string;
  readonly host: string;
  readonly port: number;
  constructor(code: string, message: string, host: string, port: number) {
    super(message);
    this.code = code;
    this.host = host;
    this.port = port;
  }
}

async function addressOf(view: View, host: string, port: number): Promise<{ host: string; port: number }> {
  const detour = view.detour(host, port);
  if (detour === "unresolved") throw new CallFailure("ENOTFOUND", `getaddrinfo ENOTFOUND ${host}`, host, port);
  if (detour === "refused") return { host: "127.0.0.1", port: view.sinks.refused };
  if (detour === "dropped") return { host: "127.0.0.1", port: await view.sinks.dropped() };
  if (detour === "reset") return { host: "127.0.0.1", port: view.sinks.reset };
  if (detour) return detour;
  if (host === "localhost") return { host: "127.0.0.1", port };
  if (host === "::1" || (isIP(host) === 4 && host.startsWith("127."))) return { host, port };
  // A practice stack never talks to the outside world: an address has no route, a name does not exist.
  if (isIP(host)) throw new CallFailure("EHOSTUNREACH", `connect EHOSTUNREACH ${host}:${port}`, host, port);
  throw new CallFailure("ENOTFOUND", `getaddrinfo ENOTFOUND ${host}`, host, port);
}

/** One HTTP exchange as seen by a party of the stack. Rejects with `CallFailure` where no HTTP answer came. */
export async function callOver(view: View, call: Call): Promise<CallAnswer> {
  const url = new URL(call.url);
  const secure = url.protocol === "https:";
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port || (secure ? 443 : 80));
  const viaProxy = view.proxy !== undefined && !secure;
  const address = viaProxy && view.proxy ? view.proxy : await addressOf(view, host, port);
  return new Promise((resolve, reject) => {
    const fail = (code: string, message: string): void => reject(new CallFailure(code, message, host, port));
    const options = {
      host: address.host,
      port: address.port,
      method: call.method,
      path: viaProxy ? call.url : `${url.pathname}${url.search}`,
      headers: { host: url.host, ...call.headers, ...(call.body === undefined ? {} : { "content-length": String(Buffer.byteLength(call.body)) }) },
      agent: false as const,
      maxHeaderSize: 65_536,
      ...(call.signal ? { signal: call.signal } : {}),
    };
    const request = secure
      ? httpsRequest({ ...options, ...(isIP(host) ? {} : { servername: host }), ca: [...view.trust], checkServerIdentity: identityCheckFor(host) })
      : httpRequest(options);
    const connectTimer = setTimeout(() => {
      fail("CONNECT_TIMEOUT", `connect to ${host}:${port} timed out`);
      request.destroy();
    }, call.connectTimeoutMs ?? 10_000);
    request.once("socket", (socket) => {
      socket.once(secure ? "secureConnect" : "connect", () => {
        clearTimeout(connectTimer);
        if (call.idleTimeoutMs) {
          socket.setTimeout(call.idleTimeoutMs, () => {
            fail("IDLE_TIMEOUT", "no data in time");
            request.destroy(new Error("IDLE_TIMEOUT"));
          });
        }
      });
    });
    request.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(connectTimer);
      fail(error.code ?? "UNKNOWN", error.message);
    });
    request.once("response", (response) => {
      clearTimeout(connectTimer);
      response.on("error", () => undefined);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, rawHeaders: response.rawHeaders, body: response });
    });
    request.end(call.body);
  });
}

// The connection goes to an address of the detour, the certificate is checked against the name that was asked for.
function identityCheckFor(host: string): (asked: string, certificate: Parameters<typeof checkServerIdentity>[1]) => Error | undefined {
  return (_asked, certificate) => checkServerIdentity(host, certificate);
}

/** The whole body as text. `cut` is true where the connection ended before the body was complete. */
export async function readBody(body: IncomingMessage): Promise<{ text: string; cut: boolean }> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of body) chunks.push(chunk as Buffer);
  } catch {
    return { text: Buffer.concat(chunks).toString("utf8"), cut: true };
  }
  return { text: Buffer.concat(chunks).toString("utf8"), cut: !body.complete };
}

/** Finds free ports on 127.0.0.1 below the range that the kernel gives to clients, so that they stay free while unused. */
export async function findFreePorts(count: number, between: (low: number, high: number) => number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = between(10_240, 31_999);
    if (found.has(port)) continue;
    const free = await new Promise<boolean>((resolve) => {
      const server = createTcpServer();
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (free) found.add(port);
  }
  return [...found];
}
