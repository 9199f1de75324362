import { spawnSync } from "node:child_process";
import { createServer as createHttpServer, type IncomingMessage, request as httpRequest } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, expect, test } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { listening } from "../servers.ts";
import { answering, atEnd, listen, listenBlackHole, listenTls, ok, probesOf, tlsOf, within } from "./kit.ts";

interface RealProxy {
  port: number;
  asked: string[];
}

/** A forwarding proxy as they are: absolute-form requests are passed on, tunnels only to ports that are allowed. */
async function startProxy(options: { login?: string; tunnels?: (target: string) => number; forwards?: (request: IncomingMessage) => { status: number; headers?: Record<string, string> } | undefined } = {}): Promise<RealProxy> {
  const asked: string[] = [];
  const allowed = (request: IncomingMessage): boolean => options.login === undefined || request.headers["proxy-authorization"] === `Basic ${Buffer.from(options.login).toString("base64")}`;
  const server = createHttpServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.host}`);
    if (!allowed(request)) {
      response.writeHead(407, { "proxy-authenticate": "Basic" }).end("login");
      return;
    }
    const refusal = options.forwards?.(request);
    if (refusal !== undefined) {
      response.writeHead(refusal.status, refusal.headers).end("refused");
      return;
    }
    const target = new URL(request.url ?? "");
    const onward = httpRequest({ host: target.hostname, port: target.port, path: target.pathname, method: request.method, headers: { host: target.host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, { ...answer.headers, via: "1.1 practice" });
      answer.pipe(response);
    });
    onward.on("error", () => response.writeHead(502).end());
    request.pipe(onward);
  });
  server.on("connect", (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.on("error", () => undefined);
    const status = allowed(request) ? (options.tunnels?.(request.url ?? "") ?? 200) : 407;
    if (status === 0) return;
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\nX-Squid-Error: ERR_ACCESS_DENIED 0\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const [host = "", port = ""] = (request.url ?? "").split(":");
    const onward = connect({ host, port: Number(port) }, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    atEnd(() => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

const through = (proxy: RealProxy, login = ""): { proxy: string; ca: string } => ({ proxy: `http://${login}127.0.0.1:${proxy.port}`, ca: tlsOf.root });

describe("through a proxy", () => {
  test("plain HTTP is forwarded, HTTPS tunnelled; nothing is claimed about names and addresses", async () => {
    const proxy = await startProxy();
    const plain = await listen(answering(ok));
    const secure = await listenTls(tlsOf.good, answering(ok));
    const probes = probesOf();
    const first = await probes.http({ url: `http://localhost:${plain.port}/a?b=1`, route: through(proxy) }, within(3_000));
    expect(first).toMatchObject({ kind: "answer", status: 200, body: "{}" });
    expect(first.address).toBeUndefined();
    expect(first.timings.resolved).toBeUndefined();
    const second = await probes.http({ url: `https://localhost:${secure.port}/c`, route: through(proxy) }, within(3_000));
    expect(second).toMatchObject({ kind: "answer", status: 200 });
    expect(second.timings.secured).toBeGreaterThan(second.timings.connected ?? Infinity);
    expect(proxy.asked).toEqual([`GET http://localhost:${plain.port}/a?b=1 localhost:${plain.port}`, `CONNECT localhost:${secure.port}`]);
    expect(await probes.tls({ host: "localhost", port: secure.port, route: through(proxy) }, within(3_000))).toMatchObject({ kind: "look", trusted: true, chain: [{}, {}] });
    expect(await probes.http({ url: `https://localhost:${secure.port}/`, route: { proxy: through(proxy).proxy } }, within(3_000))).toMatchObject({ phase: "tls", reason: "certificate-issuer-unknown" });
  });

  test("a login is sent, and its lack is named", async () => {
    const proxy = await startProxy({ login: "me:p@ss" });
    const plain = await listen(answering(ok));
    const secure = await listenTls(tlsOf.good, answering(ok));
    const probes = probesOf();
    for (const url of [`http://localhost:${plain.port}/`, `https://localhost:${secure.port}/`]) {
      expect(await probes.http({ url, route: through(proxy, "me:p%40ss@") }, within(3_000))).toMatchObject({ kind: "answer", status: 200 });
      expect(await probes.http({ url, route: through(proxy, "me:wrong@") }, within(3_000))).toMatchObject({ kind: "failure", phase: "connect", reason: "proxy-refused", proxyStatus: 407 });
    }
    expect(JSON.stringify(await probes.http({ url: `https://localhost:${secure.port}/`, route: through(proxy, "me:hidden@") }, within(3_000)))).not.toContain("hidden");
  });

  test("a refusal, with its status and what Squid says of it; 403 of the target stays an answer", async () => {
    const proxy = await startProxy({ tunnels: () => 403, forwards: (request) => (request.url?.endsWith("/denied") ? { status: 403, headers: { "x-squid-error": "ERR_ACCESS_DENIED 0" } } : undefined) });
    const target = await listen(answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"));
    const probes = probesOf();
    const refused = { kind: "failure", phase: "connect", reason: "proxy-refused", proxyStatus: 403, code: "ERR_ACCESS_DENIED 0" };
    const route = through(proxy);
    expect(await probes.http({ url: "https://localhost:1/", route }, within(3_000))).toMatchObject(refused);
    expect(await probes.tls({ host: "localhost", port: 1, route }, within(3_000))).toMatchObject(refused);
    expect(await probes.grpc({ host: "localhost", port: 1, secure: false, method: "health", route }, within(3_000))).toMatchObject(refused);
    expect(await probes.upgrade({ url: "http://localhost:1/", route }, within(3_000))).toMatchObject(refused);
    expect(await probes.http({ url: `http://localhost:${target.port}/denied`, route }, within(3_000))).toMatchObject(refused);
    expect(await probes.http({ url: `http://localhost:${target.port}/`, route }, within(3_000))).toMatchObject({ kind: "answer", status: 403 });
  });

  test("a proxy that is down, silent, cut, or no proxy at all", async () => {
    const gone = { port: await freePort() };
    const hole = await listenBlackHole();
    const silent = await startProxy({ tunnels: () => 0 });
    const cut = await listen((socket) => socket.once("data", () => socket.end()));
    const ssh = await listen((socket) => socket.write("SSH-2.0-OpenSSH_9.2p1\r\n"));
    const probes = probesOf({ connectTimeoutMs: 300 });
    const seen = async (url: string, port: number): Promise<string> => {
      const result = await probes.http({ url, route: { proxy: `http://127.0.0.1:${port}` } }, within(700));
      return result.kind === "failure" ? `${result.phase} ${result.reason}` : "answer";
    };
    for (const url of ["http://localhost:1/", "https://localhost:1/"]) {
      expect(await seen(url, gone.port)).toBe("connect proxy-unreachable");
      expect(await seen(url, hole)).toBe("connect proxy-unreachable");
    }
    expect(await seen("https://localhost:1/", silent.port)).toBe("connect connect-timeout");
    expect(await seen("https://localhost:1/", cut.port)).toBe("connect proxy-unreachable");
    expect(await seen("https://localhost:1/", ssh.port)).toBe("connect proxy-unreachable");
    expect(await probes.http({ url: "https://localhost:1/", route: { proxy: "socks5://127.0.0.1:1" } }, within(700))).toMatchObject({ kind: "failure", reason: "bad-url" });
    const run = new AbortController();
    setTimeout(() => run.abort("cancelled"), 50);
    expect(await probes.http({ url: "https://localhost:1/", route: { proxy: `http://127.0.0.1:${hole}` } }, { timeoutMs: 3_000, signal: run.signal })).toMatchObject({ reason: "cancelled" });
  });
});

// Real proxies, where the machine has them.
const tinyproxy = spawnSync("tinyproxy", ["-v"]).status === 0;
if (!tinyproxy) console.warn("LANE NOT RUN: tinyproxy is not installed, so the probes were not tried against a real proxy");

test.skipIf(!tinyproxy)("tinyproxy forwards plain HTTP to any port and tunnels only where it may", async () => {
  const { mkdtempSync, rmSync, writeFileSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const { join } = await import("node:path");
  const { spawn } = await import("node:child_process");
  const folder = mkdtempSync(join(tmpdir(), "probe-"));
  const port = await freePort();
  writeFileSync(join(folder, "conf"), `Port ${port}\nListen 127.0.0.1\nTimeout 5\nConnectPort 443\n`);
  const child = spawn("tinyproxy", ["-d", "-c", join(folder, "conf")], { stdio: "ignore" });
  atEnd(() => {
    child.kill();
    rmSync(folder, { recursive: true });
  });
  const target = await listen(answering(ok));
  const probes = probesOf();
  const route = { proxy: `http://127.0.0.1:${port}` };
  await listening(child, port);
  expect(await probes.http({ url: `http://127.0.0.1:${target.port}/`, route }, within(3_000))).toMatchObject({ kind: "answer", status: 200 });
  expect(await probes.http({ url: `https://127.0.0.1:${target.port}/`, route }, within(3_000))).toMatchObject({ kind: "failure", reason: "proxy-refused", proxyStatus: 403 });
});
