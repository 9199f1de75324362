import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { type TlsLook, type TlsResult, tlsResultSchema } from "../../src/core/probe-answer.ts";
import { Secret } from "../../src/core/secret.ts";
import { freePort } from "../kit/free-port.ts";
import { answering, atEnd, listen, listenBlackHole, listenTls, ok, probesOf, tlsOf, within } from "./kit.ts";

const route = { ca: tlsOf.root };
const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;

function looked(result: TlsResult): TlsLook {
  expect(tlsResultSchema.parse(result)).toEqual(result);
  if (result.kind === "failure") throw new Error(JSON.stringify(result));
  return result;
}

function reasonOf(result: { kind: string; phase?: string; reason?: string }): string {
  return result.kind === "failure" ? `${result.phase} ${result.reason}` : result.kind;
}

describe("a look", () => {
  test("shows chain, dates, names, protocol and trust of a good server", async () => {
    const door = await listenTls({ ...tlsOf.good, ALPNProtocols: ["h2", "http/1.1"] });
    const look = looked(await probesOf().tls({ host: "localhost", port: door.port, route, alpn: ["h2"] }, within(3_000)));
    expect(look).toMatchObject({ protocol: "TLSv1.3", alpn: "h2", trusted: true, nameMatches: true, datesValid: true, clientCertificateRequested: false });
    expect(look.problem).toBeUndefined();
    expect(look.chain.map((one) => [one.subject, one.issuer, one.selfSigned])).toEqual([
      ["CN=localhost", "CN=Probe Intermediate", false],
      ["CN=Probe Intermediate", "CN=Probe Root", false],
    ]);
    expect(look.chain[0]?.names).toEqual(["localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"]);
    expect(Date.parse(look.chain[0]?.notAfter ?? "")).toBeGreaterThan(Date.now());
    expect(look.chain[0]?.fingerprint256).toMatch(/^[0-9A-F:]{95}$/u);
    expect(look.timings.secured).toBeGreaterThan(look.timings.connected ?? Infinity);
    expect(door.opened).toBe(1);
  });

  test("names what is wrong with a certificate, as the http probe does", async () => {
    const cases = [
      ["withRoot", undefined, "certificate-untrusted-root"],
      ["good", undefined, "certificate-issuer-unknown"],
      ["withoutIntermediate", route, "certificate-issuer-unknown"],
      ["direct", undefined, "certificate-issuer-unknown"],
      ["direct", route, undefined],
      ["alone", undefined, "certificate-self-signed"],
      ["alone", { ca: tlsOf.alone.cert }, undefined],
      ["expired", route, "certificate-expired"],
      ["early", route, "certificate-not-yet-valid"],
      ["other", route, "certificate-name-mismatch"],
    ] as const;
    for (const [name, way, problem] of cases) {
      let heard = "";
      const door = await listenTls(tlsOf[name], (socket) =>
        socket.on("data", (chunk) => {
          heard += chunk.toString();
          socket.write(ok);
        }),
      );
      const probes = probesOf();
      const look = looked(await probes.tls({ host: "localhost", port: door.port, ...(way === undefined ? {} : { route: way }) }, within(3_000)));
      expect([name, look.trusted, look.problem]).toEqual([name, problem === undefined, problem]);
      expect(look.datesValid).toBe(name !== "expired" && name !== "early");
      expect(look.nameMatches).toBe(name !== "other");
      const request = { url: `https://localhost:${door.port}/`, headers: { authorization: new Secret("Bearer hidden") }, ...(way === undefined ? {} : { route: way }) };
      const result = await probes.http(request, within(3_000));
      expect(reasonOf(result)).toBe(problem === undefined ? "answer" : `tls ${problem}`);
      expect(heard.includes("hidden")).toBe(problem === undefined);
      const blind = await probes.http({ url: request.url, unverified: true }, within(3_000));
      expect(blind.kind).toBe("answer");
    }
  });

  test("an address as host, another server name, and IPv6", async () => {
    const door = await listenTls(tlsOf.good);
    const probes = probesOf();
    expect(looked(await probes.tls({ host: "127.0.0.1", port: door.port, route }, within(3_000))).trusted).toBe(true);
    expect(looked(await probes.tls({ host: "127.0.0.1", port: door.port, serverName: "gateway.example", route }, within(3_000)))).toMatchObject({ trusted: false, problem: "certificate-name-mismatch", nameMatches: false });
  });

  test("a client certificate: asked for, and demanded under both versions", async () => {
    const asked = await listenTls({ ...tlsOf.good, requestCert: true, rejectUnauthorized: false }, answering(ok));
    const probes = probesOf();
    const look = looked(await probes.tls({ host: "localhost", port: asked.port, route }, within(3_000)));
    expect(look).toMatchObject({ trusted: true, clientCertificateRequested: true });
    expect(look.timings.total).toBeLessThan(350);
    expect((await probes.http({ url: `https://localhost:${asked.port}/`, route }, within(3_000))).kind).toBe("answer");
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const) {
      const door = await listenTls({ ...tlsOf.good, requestCert: true, rejectUnauthorized: true, maxVersion }, answering(ok));
      expect(reasonOf(await probes.tls({ host: "localhost", port: door.port, route }, within(3_000)))).toBe("tls client-certificate-required");
      expect(reasonOf(await probes.http({ url: `https://localhost:${door.port}/`, route }, within(3_000)))).toBe("tls client-certificate-required");
      expect(reasonOf(await probes.upgrade({ url: `https://localhost:${door.port}/`, route }, within(3_000)))).toBe("tls client-certificate-required");
      expect(reasonOf(await probes.grpc({ host: "localhost", port: door.port, secure: true, method: "health", route }, within(3_000)))).toBe("tls client-certificate-required");
    }
  });

  test("old TLS only: refused as it is, seen when asked for", async () => {
    const door = await listenTls({ ...tlsOf.good, ...old });
    const probes = probesOf();
    expect(reasonOf(await probes.tls({ host: "localhost", port: door.port, route }, within(3_000)))).toBe("tls tls-version-refused");
    expect(reasonOf(await probes.http({ url: `https://localhost:${door.port}/`, route }, within(3_000)))).toBe("tls tls-version-refused");
    expect(looked(await probes.tls({ host: "localhost", port: door.port, route, minVersion: "TLSv1", maxVersion: "TLSv1.1" }, within(3_000))).protocol).toBe("TLSv1.1");
    const modern = await listenTls(tlsOf.good);
    expect(reasonOf(await probes.tls({ host: "localhost", port: modern.port, route, minVersion: "TLSv1", maxVersion: "TLSv1.1" }, within(3_000)))).toBe("tls tls-version-refused");
    expect(looked(await probes.tls({ host: "localhost", port: modern.port, route, maxVersion: "TLSv1.2" }, within(3_000))).protocol).toBe("TLSv1.2");
  });
});

describe("handshakes that fail", () => {
  test("plain ports, cuts, silence, no shared cipher, nothing there", async () => {
    const plain = await listen((socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")));
    const ssh = await listen((socket) => socket.write("SSH-2.0-OpenSSH_9.2p1\r\n"));
    const closes = await listen((socket) => socket.once("data", () => socket.end()));
    const resets = await listen((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const silent = await listen(() => undefined);
    const cipher = await listenTls({ ...tlsOf.good, maxVersion: "TLSv1.2", ciphers: "ECDHE-RSA-AES256-SHA384" });
    const gone = { port: await freePort() };
    const probes = probesOf();
    const doors = [plain, ssh, closes, resets, silent, cipher, gone];
    const expected = ["tls not-tls", "tls not-tls", "tls tls-cut", "tls tls-cut", "tls no-answer", "tls tls-handshake-failed", "connect refused"];
    expect(await Promise.all(doors.map(async ({ port }) => reasonOf(await probes.tls({ host: "localhost", port, route }, within(1_500)))))).toEqual(expected);
    expect(await Promise.all(doors.map(async ({ port }) => reasonOf(await probes.http({ url: `https://localhost:${port}/`, route }, within(1_500)))))).toEqual(expected);
    const hole = await listenBlackHole();
    expect(reasonOf(await probes.tls({ host: "127.0.0.1", port: hole, route }, within(3_000)))).toBe("connect connect-timeout");
  });

  test("cut after the handshake, before and in the middle of an answer", async () => {
    const before = await listenTls(tlsOf.good, (socket) => socket.once("data", () => socket.destroy()));
    const middle = await listenTls(tlsOf.good, answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", (socket) => setTimeout(() => socket.destroy(), 30)));
    const probes = probesOf();
    expect(reasonOf(await probes.http({ url: `https://localhost:${before.port}/`, route }, within(2_000)))).toBe("first-byte closed");
    expect(await probes.http({ url: `https://localhost:${middle.port}/`, route }, within(2_000))).toMatchObject({ kind: "answer", end: "cut", body: "ab" });
  });
});

describe("HTTP over TLS", () => {
  test("has a time for the handshake, and keeps the connection", async () => {
    const door = await listenTls(tlsOf.good, answering(ok));
    const probes = probesOf();
    const first = await probes.http({ url: `https://localhost:${door.port}/`, route }, within(3_000));
    expect(first).toMatchObject({ kind: "answer", protocol: "http/1.1" });
    expect(first.timings.secured).toBeGreaterThan(first.timings.connected ?? Infinity);
    const second = await probes.http({ url: `https://localhost:${door.port}/`, route }, within(3_000));
    expect(second.timings.secured).toBeUndefined();
    expect(door.opened).toBe(1);
  });

  test("a listener that speaks only HTTP/2 answers, and is remembered", async () => {
    const server = createSecureServer(tlsOf.good, (request, response) => {
      response.writeHead(200, { "content-type": "text/plain", "x-path": request.url });
      response.end("two");
    });
    let sessions = 0;
    server.on("secureConnection", () => {
      sessions += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const probes = probesOf();
    atEnd(async () => {
      await probes.close();
      await new Promise((resolve) => server.close(resolve));
    });
    const url = `https://localhost:${(server.address() as AddressInfo).port}/x`;
    const answer = await probes.http({ url, route }, within(3_000));
    expect(answer).toMatchObject({ kind: "answer", status: 200, body: "two", protocol: "h2", end: "complete" });
    expect(answer.kind === "answer" && answer.headers.find(([name]) => name === "x-path")).toEqual(["x-path", "/x"]);
    expect(await probes.http({ url, route }, within(3_000))).toMatchObject({ kind: "answer", protocol: "h2" });
    // One refused handshake, then one connection per request.
    expect(sessions).toBe(2);
    expect(await probes.stream({ url, route }, within(3_000))).toMatchObject({ kind: "answer", lines: [{ text: "two" }] });
  });
});

test("a route's roots are added to the others, and text that is no certificate adds nothing", async () => {
  const door = await listenTls(tlsOf.good);
  const trusts = async (ca: string, extraRoots?: string): Promise<boolean> =>
    looked(await probesOf(extraRoots === undefined ? {} : { extraRoots }).tls({ host: "localhost", port: door.port, route: { ca } }, within(3_000))).trusted;
  expect(await trusts(`${tlsOf.alone.cert}\n${tlsOf.root}`)).toBe(true);
  expect(await trusts(tlsOf.alone.cert, tlsOf.root)).toBe(true);
  expect(await trusts(tlsOf.alone.cert)).toBe(false);
  expect(await trusts("nothing of the kind")).toBe(false);
});
