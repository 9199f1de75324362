import { createSocket } from "node:dgram";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { dnsResultSchema, tcpResultSchema } from "../../src/core/probe-answer.ts";
import { atEnd, listen, listenBlackHole, probesOf, within } from "./kit.ts";

type Answer = { a?: string; aaaa?: string; code?: number } | "silent";

/** A DNS server on UDP that knows a few names; anything else does not exist. */
async function startDns(names: Readonly<Record<string, Answer>>): Promise<string> {
  const server = createSocket("udp4");
  server.on("message", (query, from) => {
    const labels: string[] = [];
    let at = 12;
    while ((query[at] ?? 0) > 0) {
      const length = query[at] ?? 0;
      labels.push(query.subarray(at + 1, at + 1 + length).toString());
      at += length + 1;
    }
    const question = query.subarray(12, at + 5);
    const type = query.readUInt16BE(at + 1);
    const known = names[labels.join(".").toLowerCase()] ?? { code: 3 };
    if (known === "silent") return;
    const address = type === 1 ? known.a?.split(".").map(Number) : known.aaaa === undefined ? undefined : [...Array.from({ length: 15 }, () => 0), 1];
    const wanted = type === 1 || type === 28 ? address : undefined;
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | (known.code ?? 0), 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(wanted === undefined ? 0 : 1, 6);
    const record = wanted === undefined ? [] : [Buffer.from([0xc0, 0x0c, 0, type, 0, 1, 0, 0, 0, 60, 0, wanted.length]), Buffer.from(wanted)];
    server.send(Buffer.concat([header, question, ...record]), from.port, from.address);
  });
  await new Promise<void>((resolve) => server.bind(0, "127.0.0.1", resolve));
  atEnd(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const coded = (code: string) => async (): Promise<string[]> => Promise.reject(Object.assign(new Error(code), { code, syscall: "getaddrinfo" }));

describe("dns", () => {
  test("shows what the system says beside what the server says", async () => {
    const dnsServers = [await startDns({ "both.example": { a: "192.0.2.1", aaaa: "::1" }, "four.example": { a: "192.0.2.4" }, "six.example": { aaaa: "::1" }, "broken.example": { code: 2 }, "refused.example": { code: 5 } })];
    const ask = async (host: string, system: readonly string[] | string) => {
      const result = await probesOf({ dnsServers, lookup: typeof system === "string" ? coded(system) : async () => [...system] }).dns(host, within(3_000));
      expect(dnsResultSchema.parse(result)).toEqual(result);
      return result;
    };
    expect(await ask("both.example", ["192.0.2.1", "::1"])).toMatchObject({ kind: "answer", system: ["192.0.2.1", "::1"], a: ["192.0.2.1"], aaaa: ["::1"] });
    expect(await ask("four.example", ["10.0.0.1"])).toMatchObject({ system: ["10.0.0.1"], a: ["192.0.2.4"], aaaa: [] });
    expect(await ask("six.example", ["::1"])).toMatchObject({ system: ["::1"], a: [], aaaa: ["::1"] });
    expect(await ask("hosts-file.example", ["10.0.0.2"])).toMatchObject({ system: ["10.0.0.2"], a: [], aaaa: [] });
    expect(await ask("broken.example", ["10.0.0.3"])).toMatchObject({ system: ["10.0.0.3"], a: null, aaaa: null });
    expect(await ask("four.example", "ENOTFOUND")).toMatchObject({ kind: "answer", system: [], a: ["192.0.2.4"] });
    expect(await ask("nowhere.example", "ENOTFOUND")).toMatchObject({ kind: "failure", phase: "resolve", reason: "name-not-found", code: "ENOTFOUND" });
    expect(await ask("broken.example", "EAI_AGAIN")).toMatchObject({ kind: "failure", phase: "resolve", reason: "resolver-failed", code: "EAI_AGAIN" });
    expect(await ask("refused.example", "EAI_FAIL")).toMatchObject({ kind: "failure", reason: "resolver-failed" });
    expect(await ask("127.0.0.1", [])).toMatchObject({ kind: "answer", system: ["127.0.0.1"], a: null, aaaa: null });
    expect(await ask("empty.example", [])).toMatchObject({ kind: "failure", phase: "resolve", reason: "no-address-of-family" });
  });

  test("a silent server is waited for no longer than 2 s, and not beyond the act or the run", async () => {
    const dnsServers = [await startDns({ "silent.example": "silent" })];
    const probes = probesOf({ dnsServers, lookup: async () => ["10.0.0.1"] });
    const slow = await probes.dns("silent.example", within(5_000));
    expect(slow).toMatchObject({ kind: "answer", system: ["10.0.0.1"], a: null, aaaa: null });
    expect(slow.timings.total).toBeLessThan(2_500);
    const hung = probesOf({ dnsServers, lookup: () => new Promise(() => undefined) });
    expect((await hung.dns("silent.example", within(200))).timings.total).toBeLessThan(500);
    const run = new AbortController();
    setTimeout(() => run.abort("deadline"), 60);
    expect(await hung.dns("silent.example", { signal: run.signal })).toMatchObject({ kind: "failure", reason: "deadline" });
  });

  test("the real resolver of this machine knows localhost, and no name of the reserved domain", async () => {
    const probes = probesOf();
    expect(await probes.dns("localhost", within(3_000))).toMatchObject({ kind: "answer" });
    const none = await probesOf({ connectTimeoutMs: 3_000 }).dns("no-such-host.invalid", within(3_000));
    expect(none).toMatchObject({ kind: "failure", phase: "resolve" });
  });

  test("asks the system once for a name that many want at the same time", async () => {
    let asked = 0;
    const door = await listen((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    const probes = probesOf({
      lookup: () => {
        asked += 1;
        return new Promise((resolve) => setTimeout(() => resolve(["127.0.0.1"]), 50));
      },
    });
    await Promise.all(Array.from({ length: 5 }, () => probes.tcp({ host: "many.example", port: door.port }, within(2_000))));
    expect(asked).toBe(1);
  });
});

describe("tcp", () => {
  test("one answer per address, side by side", async () => {
    const hole = await listenBlackHole();
    const probes = probesOf({ connectTimeoutMs: 300, lookup: async () => ["127.0.0.1", "127.0.0.2", "::1"] });
    const results = await probes.tcp({ host: "three.example", port: hole }, within(3_000));
    for (const result of results) expect(tcpResultSchema.parse(result)).toEqual(result);
    expect(results).toMatchObject([
      { kind: "failure", phase: "connect", reason: "connect-timeout", address: "127.0.0.1" },
      { kind: "failure", phase: "connect", reason: "refused", address: "127.0.0.2" },
      { kind: "failure", phase: "connect", reason: "refused", address: "::1" },
    ]);
  });

  test("open ports, unknown names, unreachable addresses, and the end of the run", async () => {
    const door = await listen(() => undefined);
    const probes = probesOf();
    expect(await probes.tcp({ host: "127.0.0.1", port: door.port }, within(1_000))).toMatchObject([{ kind: "open", address: "127.0.0.1" }]);
    expect(await probesOf({ lookup: coded("ENOTFOUND") }).tcp({ host: "a.example", port: 1 }, within(1_000))).toMatchObject([{ kind: "failure", phase: "resolve", reason: "name-not-found" }]);
    expect(await probes.tcp({ host: "127.0.0.1", port: 70_000 }, within(1_000))).toMatchObject([{ kind: "failure", reason: "bad-url" }]);
    const hole = await listenBlackHole();
    const run = new AbortController();
    setTimeout(() => run.abort("cancelled"), 60);
    expect(await probes.tcp({ host: "127.0.0.1", port: hole }, { signal: run.signal })).toMatchObject([{ kind: "failure", phase: "connect", reason: "cancelled" }]);
  });
});
