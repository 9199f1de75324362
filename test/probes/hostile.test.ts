import fc from "fast-check";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { expect, test } from "vitest";
import { grpcResultSchema, httpResultSchema, streamResultSchema, tlsResultSchema, upgradeResultSchema } from "../../src/core/probe-answer.ts";
import { listen, listenTls, probesOf, tlsOf, within } from "./kit.ts";

const piece = fc.oneof(
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(
    "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 101 Switching Protocols\r\n\r\n", "HTTP/1.0 204 No\r\n", "HTTP/1.1 99999 x\r\n", "HTTP/1.1 200\r\n",
    "Content-Length: 5\r\n", "Content-Length: -1\r\n", "Content-Length: 99999999999999999999\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n", "Connection: upgrade\r\nUpgrade: h2c\r\n",
    "Keep-Alive: timeout=0\r\n", "Content-Encoding: gzip\r\n", "Content-Encoding: br\r\n", "X: \u0000\r\n", ": \r\n", "\r\n", "\r\n\r\n", "5\r\nhello\r\n", "0\r\n\r\n", "ffffffffffffffff\r\n", "data: a\n\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "SSH-2.0-x\r\n", "\u0015\u0003\u0003\u0000\u0002\u0002\u0028",
  ).map((text) => Buffer.from(text, "latin1")),
  // Frames of HTTP/2: settings, GOAWAY, headers and data that fit nothing.
  fc.tuple(fc.constantFrom(0, 1, 3, 4, 5, 6, 7, 8, 9, 200), fc.nat(255), fc.constantFrom(0, 1, 2, 3), fc.uint8Array({ maxLength: 60 })).map(([type, flags, stream, payload]) =>
    Buffer.concat([Buffer.from([0, 0, payload.length, type, flags, 0, 0, 0, stream]), Buffer.from(payload)]),
  ),
);
const script = fc.record({ first: fc.constantFrom("speak", "listen"), pieces: fc.array(piece, { maxLength: 6 }), last: fc.constantFrom("end", "reset", "hang") });
type Script = typeof script extends fc.Arbitrary<infer T> ? T : never;

function perform(socket: Socket, play: Script): void {
  const speak = (): void => {
    for (const bytes of play.pieces) socket.write(bytes);
    if (play.last === "end") socket.end();
    if (play.last === "reset") setTimeout(() => (socket instanceof TLSSocket || socket.destroyed ? socket.destroy() : socket.resetAndDestroy()), 5);
  };
  if (play.first === "speak") speak();
  else socket.once("data", speak);
}

test("whatever bytes a server sends, every probe ends in time with a value of its schema", async () => {
  let play: Script = { first: "speak", pieces: [], last: "end" };
  const plain = await listen((socket) => perform(socket, play));
  const secure = await listenTls({ ...tlsOf.good, ALPNProtocols: ["h2", "http/1.1"] }, (socket) => perform(socket, play));
  const probes = probesOf();
  const route = { ca: tlsOf.root };
  const started = performance.now();
  await fc.assert(
    fc.asyncProperty(script, async (next) => {
      play = next;
      const limits = within(120);
      const began = performance.now();
      const results = await Promise.all([
        probes.http({ url: `http://127.0.0.1:${plain.port}/` }, limits).then((result) => httpResultSchema.parse(result)),
        probes.http({ url: `https://localhost:${secure.port}/`, route }, limits).then((result) => httpResultSchema.parse(result)),
        probes.stream({ url: `http://127.0.0.1:${plain.port}/`, json: {} }, { ...limits, idleMs: 50 }).then((result) => streamResultSchema.parse(result)),
        probes.upgrade({ url: `http://127.0.0.1:${plain.port}/` }, limits).then((result) => upgradeResultSchema.parse(result)),
        probes.grpc({ host: "127.0.0.1", port: plain.port, secure: false, method: "health" }, limits).then((result) => grpcResultSchema.parse(result)),
        probes.grpc({ host: "localhost", port: secure.port, secure: true, method: "ListTools", route }, limits).then((result) => grpcResultSchema.parse(result)),
        probes.tls({ host: "127.0.0.1", port: plain.port }, limits).then((result) => tlsResultSchema.parse(result)),
      ]);
      expect(results.length).toBe(7);
      expect(performance.now() - began).toBeLessThan(2_500);
      // A refusal to name what was seen is a gap in the table.
      for (const result of results) if (result.kind === "failure") expect(`${result.reason} ${result.code ?? ""} ${result.detail ?? ""}`).not.toMatch(/^unknown/u);
    }),
    { numRuns: 80, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
  );
  expect(performance.now() - started).toBeLessThan(40_000);
}, 60_000);
