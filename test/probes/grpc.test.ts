import * as grpc from "@grpc/grpc-js";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttp2Server, type ServerHttp2Stream } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import type { Probes } from "../../src/core/ports.ts";
import { type GrpcResult, grpcResultSchema } from "../../src/core/probe-answer.ts";
import { Secret } from "../../src/core/secret.ts";
import { freePort } from "../kit/free-port.ts";
import { atEnd, listen, listenBlackHole, listenTls, probesOf, tlsOf, within } from "./kit.ts";

const raw = { requestSerialize: (value: Buffer) => value, requestDeserialize: (value: Buffer) => value, responseSerialize: (value: Buffer) => value, responseDeserialize: (value: Buffer) => value, requestStream: false, responseStream: false };

/** The agent service as a real gRPC server: health for everybody, lists and tokens for who has one. */
async function startService(options: { secure?: boolean; health?: number } = {}): Promise<number> {
  const server = new grpc.Server();
  server.addService(
    { Check: { path: "/grpc.health.v1.Health/Check", ...raw } },
    { Check: (_call: grpc.ServerUnaryCall<Buffer, Buffer>, reply: grpc.sendUnaryData<Buffer>) => reply(null, options.health === 0 ? Buffer.alloc(0) : Buffer.from([0x08, options.health ?? 1])) },
  );
  const guarded = (size: number) => (call: grpc.ServerUnaryCall<Buffer, Buffer>, reply: grpc.sendUnaryData<Buffer>) => {
    const token = call.metadata.get("authorization")[0];
    if (token === undefined) reply({ code: grpc.status.UNAUTHENTICATED, details: "No authorization header presented" });
    else if (token !== "Bearer good") reply({ code: grpc.status.UNAUTHENTICATED, details: "Forbidden by auth provider: é%" });
    else reply(null, Buffer.alloc(size, 7));
  };
  server.addService({ ListCapabilities: { path: "/DuoWorkflow/ListCapabilities", ...raw }, ListTools: { path: "/DuoWorkflow/ListTools", ...raw } }, { ListCapabilities: guarded(12), ListTools: guarded(70_000) });
  const credentials = options.secure === true ? grpc.ServerCredentials.createSsl(null, [{ private_key: Buffer.from(tlsOf.good.key), cert_chain: Buffer.from(tlsOf.good.cert) }]) : grpc.ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) => server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error === null ? resolve(bound) : reject(error))));
  atEnd(() => server.forceShutdown());
  return port;
}

type Call = Partial<Parameters<Probes["grpc"]>[0]> & { port: number };

async function ask(call: Call, timeoutMs = 2_000): Promise<GrpcResult> {
  const result = await probesOf().grpc({ host: "127.0.0.1", secure: false, method: "health", ...call }, within(timeoutMs));
  expect(grpcResultSchema.parse(result)).toEqual(result);
  return result;
}

const brief = (result: GrpcResult): string => (result.kind === "failure" ? `${result.phase} ${result.reason}` : `status ${result.status}`);

describe("gRPC", () => {
  test("health, plain and over trusted TLS", async () => {
    expect(await ask({ port: await startService() })).toMatchObject({ kind: "answer", status: 0, serving: "SERVING" });
    expect(await ask({ port: await startService({ health: 2 }) })).toMatchObject({ status: 0, serving: "NOT_SERVING" });
    expect(await ask({ port: await startService({ health: 0 }) })).toMatchObject({ status: 0, serving: "UNKNOWN" });
    const secure = await ask({ host: "localhost", port: await startService({ secure: true }), secure: true, route: { ca: tlsOf.root } });
    expect(secure).toMatchObject({ kind: "answer", status: 0, serving: "SERVING" });
    expect(secure.timings.secured).toBeGreaterThan(secure.timings.connected ?? Infinity);
    expect(secure.timings.firstByte).toBeGreaterThan(secure.timings.secured ?? Infinity);
  });

  test("a status is an answer, whatever it says; Secrets go over the wire as they are", async () => {
    const port = await startService();
    expect(await ask({ port, method: "ListCapabilities" })).toMatchObject({ kind: "answer", status: 16, details: "No authorization header presented" });
    expect(await ask({ port, method: "ListTools", metadata: { authorization: new Secret("Bearer junk") } })).toMatchObject({ status: 16, details: "Forbidden by auth provider: é%" });
    expect(await ask({ port, method: "ListCapabilities", metadata: { authorization: new Secret("Bearer good") } })).toMatchObject({ status: 0, details: "OK", bytes: 12 });
    expect(await ask({ port, method: "ListTools", metadata: { authorization: new Secret("Bearer good") } })).toMatchObject({ status: 0, bytes: 70_000 });
    expect(await ask({ port, method: "GenerateToken" })).toMatchObject({ kind: "answer", status: 12 });
  });

  test("what speaks something else", async () => {
    const http1 = createHttpServer((_request, response) => response.end("hello"));
    const http2 = createHttp2Server((_request, response) => {
      response.writeHead(502, { "content-type": "text/html" });
      response.end("<h1>502</h1>");
    });
    const login = createHttp2Server((_request, response) => {
      response.writeHead(401, { "content-type": "text/html" });
      response.end();
    });
    const secure1 = createHttpsServer({ ...tlsOf.good, ALPNProtocols: ["http/1.1"] });
    const ports = await Promise.all(
      [http1, http2, login, secure1].map(async (server) => {
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        atEnd(() => server.close());
        return (server.address() as AddressInfo).port;
      }),
    );
    const [one = 0, two = 0, three = 0, four = 0] = ports;
    expect(brief(await ask({ port: one }))).toBe("headers not-grpc");
    expect(await ask({ port: two })).toMatchObject({ kind: "failure", phase: "headers", reason: "not-grpc", code: "HTTP_502" });
    // A login page must never look like an answer of the service.
    expect(await ask({ port: three, method: "ListCapabilities" })).toMatchObject({ kind: "failure", reason: "not-grpc", code: "HTTP_401" });
    expect(brief(await ask({ host: "localhost", port: four, secure: true, route: { ca: tlsOf.root } }))).toBe("tls not-grpc");
    const noAlpn = await listenTls(tlsOf.good);
    expect(brief(await ask({ host: "localhost", port: noAlpn.port, secure: true, route: { ca: tlsOf.root } }))).toBe("tls not-grpc");
  });

  test("plain and TLS mixed up, untrusted, and every way not to answer", async () => {
    const tls = await startService({ secure: true });
    const plain = await startService();
    expect(["headers not-grpc", "first-byte closed", "first-byte reset"]).toContain(brief(await ask({ port: tls })));
    expect(brief(await ask({ port: plain, secure: true, host: "localhost", route: { ca: tlsOf.root } }))).toBe("tls not-tls");
    expect(brief(await ask({ port: tls, secure: true, host: "localhost" }))).toBe("tls certificate-issuer-unknown");
    expect(brief(await ask({ port: tls, secure: true, host: "127.0.0.2", route: { ca: tlsOf.root } }))).toBe("connect refused");
    const gone = { port: await freePort() };
    expect(brief(await ask({ port: gone.port }))).toBe("connect refused");
    expect(brief(await ask({ port: await listenBlackHole() }))).toBe("connect connect-timeout");
    const silent = await listen(() => undefined);
    expect(brief(await ask({ port: silent.port }, 300))).toBe("first-byte no-answer");
    const closes = await listen((socket) => socket.once("data", () => socket.end()));
    expect(brief(await ask({ port: closes.port }))).toBe("first-byte closed");
    const resets = await listen((socket) => socket.once("data", () => socket.resetAndDestroy()));
    expect(brief(await ask({ port: resets.port }))).toBe("first-byte reset");
    const mute = createHttp2Server();
    mute.on("stream", () => undefined);
    const drops = createHttp2Server();
    drops.on("stream", (stream: ServerHttp2Stream) => {
      stream.on("error", () => undefined);
      stream.close(2);
    });
    for (const server of [mute, drops]) {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      atEnd(() => server.close());
    }
    expect(brief(await ask({ port: (mute.address() as AddressInfo).port }, 300))).toBe("first-byte no-answer");
    expect(brief(await ask({ port: (drops.address() as AddressInfo).port }))).toBe("first-byte reset");
  });

  test("the end of the run", async () => {
    const silent = await listen(() => undefined);
    const run = new AbortController();
    setTimeout(() => run.abort("deadline"), 60);
    expect(await probesOf().grpc({ host: "127.0.0.1", port: silent.port, secure: false, method: "health" }, { signal: run.signal })).toMatchObject({ kind: "failure", reason: "deadline" });
  });
});
