import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { WebSocketServer } from "ws";
import { type UpgradeResult, upgradeResultSchema } from "../../src/core/probe-answer.ts";
import { Secret } from "../../src/core/secret.ts";
import { freePort } from "../kit/free-port.ts";
import { answering, atEnd, listen, probesOf, tlsOf, within } from "./kit.ts";

async function startCable(secure: boolean): Promise<{ port: number; origins: (string | undefined)[]; tokens: (string | undefined)[] }> {
  const origins: (string | undefined)[] = [];
  const tokens: (string | undefined)[] = [];
  const server = secure ? createSecureServer(tlsOf.good) : createServer();
  const cable = new WebSocketServer({ server, path: "/-/cable" });
  cable.on("connection", (_socket, request) => {
    origins.push(request.headers.origin);
    tokens.push(request.headers["private-token"] as string | undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atEnd(() => {
    cable.close();
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, origins, tokens };
}

async function ask(url: string, timeoutMs = 2_000): Promise<UpgradeResult> {
  const result = await probesOf().upgrade({ url, headers: { origin: "http://gitlab.example", "private-token": new Secret("tok") }, route: { ca: tlsOf.root } }, within(timeoutMs));
  expect(upgradeResultSchema.parse(result)).toEqual(result);
  return result;
}

describe("upgrade", () => {
  test("a real WebSocket server agrees, plain and over TLS, under both schemes", async () => {
    const plain = await startCable(false);
    const secure = await startCable(true);
    for (const url of [`http://localhost:${plain.port}/-/cable`, `ws://localhost:${plain.port}/-/cable`, `https://localhost:${secure.port}/-/cable`, `wss://localhost:${secure.port}/-/cable`]) {
      const result = await ask(url);
      expect(result).toMatchObject({ kind: "answer", status: 101, body: "" });
      expect(result.kind === "answer" && result.headers.find(([name]) => name === "sec-websocket-accept")?.[1]).toMatch(/=$/u);
    }
    expect(plain.origins).toEqual(["http://gitlab.example", "http://gitlab.example"]);
    expect(secure.tokens).toEqual(["tok", "tok"]);
  });

  test("a refusal keeps status, headers and the first KiB of body", async () => {
    const cable = await startCable(false);
    expect(await ask(`http://localhost:${cable.port}/elsewhere`)).toMatchObject({ kind: "answer", status: 400 });
    const page = await listen(answering(`HTTP/1.1 404 Not Found\r\nX-A: 1\r\nContent-Length: 5000\r\n\r\n${"é".repeat(2_500)}`));
    const result = await ask(`http://127.0.0.1:${page.port}/`);
    expect(result).toMatchObject({ status: 404, headers: [["x-a", "1"], ["content-length", "5000"]] });
    expect(result.kind === "answer" && result.body).toBe("é".repeat(512));
    const endless = await listen(answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"));
    expect(await ask(`http://127.0.0.1:${endless.port}/`, 3_000)).toMatchObject({ status: 200, body: "ab" });
  });

  test("failures name their phase", async () => {
    const closes = await listen((socket) => socket.once("data", () => socket.end()));
    const resets = await listen((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const silent = await listen(() => undefined);
    const ssh = await listen((socket) => socket.write("SSH-2.0-OpenSSH_9.2p1\r\n"));
    const large = await listen(answering(`HTTP/1.1 200 OK\r\nX-Big: ${"a".repeat(100_000)}\r\n\r\n`));
    const gone = { port: await freePort() };
    const seen = await Promise.all(
      [closes, resets, silent, ssh, large, gone].map(async (door) => {
        const result = await ask(`http://127.0.0.1:${door.port}/`, 400);
        return result.kind === "failure" ? `${result.phase} ${result.reason}` : "answer";
      }),
    );
    expect(seen).toEqual(["first-byte closed", "first-byte reset", "first-byte no-answer", "headers not-http", "headers headers-too-large", "connect refused"]);
    expect(await ask("mailto:x")).toMatchObject({ kind: "failure", reason: "bad-url" });
  });
});
