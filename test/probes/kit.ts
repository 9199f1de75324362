import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from "node:tls";
import { Worker } from "node:worker_threads";
import { afterEach } from "vitest";
import type { Limits } from "../../src/core/ports.ts";
import { makeIdentity } from "../../src/practice/certificates.ts";
import { createProbes, type ProbeOptions } from "../../src/probes/probes.ts";

const endings: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

/** Does something when the present test is over. */
export function atEnd(end: () => Promise<unknown> | unknown): void {
  endings.push(end);
}

/** Probes that end with the test. */
export function probesOf(options: ProbeOptions = {}): ReturnType<typeof createProbes> {
  const probes = createProbes({ connectTimeoutMs: 700, defaultTimeoutMs: 3_000, ...options });
  atEnd(() => probes.close());
  return probes;
}

export function within(timeoutMs: number, signal: AbortSignal = new AbortController().signal): Limits {
  return { timeoutMs, signal };
}

export interface Door {
  port: number;
  /** Connections so far. */
  readonly opened: number;
  close(): Promise<void>;
}

async function opened(server: Server, host: string, event: "connection" | "secureConnection", talk: (socket: Socket) => void, port = 0): Promise<Door> {
  let count = 0;
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    count += 1;
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("tlsClientError", () => undefined);
  server.on(event, (socket: Socket) => {
    socket.on("error", () => undefined);
    talk(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  atEnd(close);
  return {
    port: (server.address() as AddressInfo).port,
    get opened() {
      return count;
    },
    close,
  };
}

/** A server of bytes: `talk` gets every connection. */
export function listen(talk: (socket: Socket) => void, host = "127.0.0.1", port = 0): Promise<Door> {
  return opened(createServer(), host, "connection", talk, port);
}

/** The same behind TLS. */
export function listenTls(options: TlsOptions, talk: (socket: Socket) => void = () => undefined): Promise<Door> {
  return opened(createTlsServer(options), "127.0.0.1", "secureConnection", (socket) => talk(socket as TLSSocket));
}

/** Answers every request (one per chunk that ends a head) with the same bytes. */
export function answering(bytes: string | Buffer, then: (socket: Socket) => void = () => undefined): (socket: Socket) => void {
  return (socket) => {
    socket.on("data", (chunk) => {
      if (!chunk.toString("latin1").includes("\r\n\r\n")) return;
      socket.write(bytes);
      then(socket);
    });
  };
}

export const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

/** A port that takes part in no handshake: its queue is full and nobody accepts. */
export async function listenBlackHole(): Promise<number> {
  const code = `
    const { createServer, connect } = require("node:net");
    const { parentPort } = require("node:worker_threads");
    const server = createServer();
    server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60000);
    });`;
  const worker = new Worker(code, { eval: true });
  atEnd(() => worker.terminate());
  const port = await new Promise<number>((resolve) => worker.once("message", resolve));
  const { connect } = await import("node:net");
  for (let at = 0; at < 8; at += 1) {
    const filler = connect({ port, host: "127.0.0.1" });
    filler.on("error", () => undefined);
    atEnd(() => filler.destroy());
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  return port;
}

const authority = makeIdentity({ commonName: "Probe Root", names: [], fromDays: -30, toDays: 3_000, authority: true });
const intermediate = makeIdentity({ commonName: "Probe Intermediate", names: [], fromDays: -30, toDays: 3_000, authority: true }, authority);
const names = ["localhost", "127.0.0.1", "::1"];
const good = makeIdentity({ commonName: "localhost", names, fromDays: -1, toDays: 300 }, intermediate);
const direct = makeIdentity({ commonName: "localhost", names, fromDays: -1, toDays: 300 }, authority);
const expired = makeIdentity({ commonName: "localhost", names, fromDays: -30, toDays: -2 }, authority);
const early = makeIdentity({ commonName: "localhost", names, fromDays: 5, toDays: 300 }, authority);
const other = makeIdentity({ commonName: "other.example", names: ["other.example"], fromDays: -1, toDays: 300 }, authority);
const alone = makeIdentity({ commonName: "localhost", names, fromDays: -1, toDays: 300 });

/** Certificates as a server presents them, and the root that makes them good. */
export const tlsOf = {
  root: authority.certificate,
  good: { key: good.key, cert: good.certificate + intermediate.certificate },
  withRoot: { key: good.key, cert: good.certificate + intermediate.certificate + authority.certificate },
  withoutIntermediate: { key: good.key, cert: good.certificate },
  direct: { key: direct.key, cert: direct.certificate },
  expired: { key: expired.key, cert: expired.certificate },
  early: { key: early.key, cert: early.certificate },
  other: { key: other.key, cert: other.certificate },
  alone: { key: alone.key, cert: alone.certificate },
};
