import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { header, type HttpAnswer, type HttpResult, httpResultSchema } from "../../src/core/probe-answer.ts";
import { Secret } from "../../src/core/secret.ts";
import { answering, atEnd, listen, listenBlackHole, ok, probesOf, within } from "./kit.ts";

function answered(result: HttpResult): HttpAnswer {
  expect(httpResultSchema.parse(result)).toEqual(result);
  if (result.kind === "failure") throw new Error(`failed: ${JSON.stringify(result)}`);
  return result;
}

function failed(result: HttpResult): { phase: string; reason: string; code: string | undefined } {
  expect(httpResultSchema.parse(result)).toEqual(result);
  if (result.kind !== "failure") throw new Error(`answered: ${JSON.stringify(result).slice(0, 300)}`);
  return { phase: result.phase, reason: result.reason, code: result.code };
}

const at = (port: number, path = "/"): string => `http://127.0.0.1:${port}${path}`;

describe("an answer", () => {
  test("keeps status, headers in wire order with lower-case names, body, protocol and address", async () => {
    const door = await listen(answering("HTTP/1.1 418 Teapot\r\nX-B: 2\r\nSet-Cookie: a=1\r\nx-a: 1\r\nSET-COOKIE: b=2\r\nContent-Length: 3\r\n\r\nabc"));
    const answer = answered(await probesOf().http({ url: at(door.port, "/p?q=1") }, within(2_000)));
    expect(answer).toMatchObject({ status: 418, body: "abc", bodyBytes: 3, end: "complete", protocol: "http/1.1", address: "127.0.0.1", method: "GET", url: at(door.port, "/p?q=1") });
    expect(answer.headers).toEqual([["x-b", "2"], ["set-cookie", "a=1"], ["x-a", "1"], ["set-cookie", "b=2"], ["content-length", "3"]]);
    expect(header(answer, "X-A")).toBe("1");
  });

  test("has times of its own connection, and none of a connection that was there before", async () => {
    const door = await listen((socket) => socket.on("data", () => setTimeout(() => socket.write(ok), 60)));
    const probes = probesOf();
    const first = answered(await probes.http({ url: `http://localhost:${door.port}/` }, within(2_000)));
    const { resolved = -1, connected = -1, firstByte = -1, total } = first.timings;
    expect(resolved).toBeGreaterThan(0);
    expect(connected).toBeGreaterThanOrEqual(resolved);
    expect(firstByte).toBeGreaterThanOrEqual(connected + 55);
    expect(total).toBeGreaterThanOrEqual(firstByte);
    expect(first.timings.secured).toBeUndefined();
    const second = answered(await probes.http({ url: `http://localhost:${door.port}/` }, within(2_000)));
    expect(second.timings.connected).toBeUndefined();
    expect(second.timings.firstByte).toBeGreaterThan(55);
    expect(second.address).toBe("127.0.0.1");
    expect(door.opened).toBe(1);
    answered(await probes.http({ url: `http://localhost:${door.port}/`, fresh: true }, within(2_000)));
    expect(door.opened).toBe(2);
  });

  test("is the redirect itself", async () => {
    const door = await listen(answering("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"));
    expect(answered(await probesOf().http({ url: at(door.port) }, within(2_000))).status).toBe(302);
  });

  test("keeps what was asked of a large body, and reads on only so far", async () => {
    const size = 100 * 1024 * 1024;
    let sent = 0;
    const chunk = Buffer.alloc(65_536, "x");
    const door = await listen((socket) => {
      socket.once("data", () => {
        socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`);
        const pour = (): void => {
          while (sent < size && !socket.destroyed) {
            sent += chunk.length;
            if (!socket.write(chunk)) {
              socket.once("drain", pour);
              return;
            }
          }
        };
        pour();
      });
    });
    const answer = answered(await probesOf().http({ url: at(door.port), keepBytes: 10 }, within(5_000)));
    expect(answer).toMatchObject({ end: "limit", body: "xxxxxxxxxx" });
    expect(answer.bodyBytes).toBeLessThan(2_000_000);
    expect(sent).toBeLessThan(40_000_000);
  });

  test("counts the whole of a body that is a little longer than what is kept, and the connection lives on", async () => {
    const door = await listen(answering(`HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n${"é".repeat(10_000)}`));
    const probes = probesOf();
    const answer = answered(await probes.http({ url: at(door.port), keepBytes: 101 }, within(2_000)));
    expect(answer).toMatchObject({ end: "complete", bodyBytes: 20_000, body: "é".repeat(50) });
    answered(await probes.http({ url: at(door.port) }, within(2_000)));
    expect(door.opened).toBe(1);
  });

  test("an endless body that drips ends as limit at the deadline, a silent one as stalled, a cut one as cut", async () => {
    const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n";
    const drip = await listen((socket) => {
      socket.once("data", () => {
        socket.write(head);
        const timer = setInterval(() => socket.write("1\r\nx\r\n"), 50);
        socket.once("close", () => clearInterval(timer));
      });
    });
    const silent = await listen(answering(head));
    const cut = await listen(answering(head, (socket) => socket.end()));
    const reset = await listen(answering(head, (socket) => setTimeout(() => socket.resetAndDestroy(), 30)));
    const short = await listen(answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab", (socket) => socket.end()));
    const probes = probesOf();
    const ends = await Promise.all([drip, silent, cut, reset, short].map(async (door) => answered(await probes.http({ url: at(door.port) }, within(1_300)))));
    expect(ends.map((one) => one.end)).toEqual(["limit", "stalled", "cut", "cut", "cut"]);
    expect(ends.map((one) => one.body.slice(0, 2))).toEqual(["ab", "ab", "ab", "ab", "ab"]);
    expect(ends[0]?.timings.total).toBeLessThan(1_700);
  });

  test("undoes an encoding that nobody asked for, and no more of it than is kept", async () => {
    let asked = "";
    const encoded = async (encoding: string, bytes: Buffer): Promise<HttpResult> => {
      const door = await listen((socket) =>
        socket.once("data", (chunk) => {
          asked = chunk.toString();
          socket.write(`HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${bytes.length}\r\n\r\n`);
          socket.write(bytes);
        }),
      );
      return probesOf().http({ url: at(door.port) }, within(3_000));
    };
    for (const [name, pack] of [["gzip", gzipSync], ["deflate", deflateSync], ["br", brotliCompressSync]] as const) {
      expect(answered(await encoded(name, pack("hello"))).body).toBe("hello");
    }
    expect(asked.toLowerCase()).toContain("accept-encoding: identity");
    const before = process.memoryUsage().rss;
    const bomb = answered(await encoded("gzip", gzipSync(Buffer.alloc(200 * 1024 * 1024))));
    expect(bomb.body.length).toBe(8_192);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 * 1024);
    expect(answered(await encoded("gzip", gzipSync("x".repeat(100)).subarray(0, 20))).end).toBe("complete");
    expect(answered(await encoded("utf-8", Buffer.from("plain"))).body).toBe("plain");
    expect(failed(await encoded("gzip", Buffer.from("not gzip at all")))).toMatchObject({ phase: "parse", reason: "bad-encoding" });
  });

  test("takes invalid UTF-8 and odd header bytes as they are", async () => {
    const bytes = Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\nX-Odd: "), Buffer.from([0xe9, 0x20, 0x1b]), Buffer.from("\r\nContent-Length: 4\r\n\r\n"), Buffer.from([0x61, 0xff, 0xfe, 0x62])]);
    const door = await listen(answering(bytes));
    const result = await probesOf().http({ url: at(door.port) }, within(2_000));
    // An escape character in a header value is refused by the parser.
    expect(result.kind === "failure" ? result.reason : "").toBe("not-http");
    const milder = await listen(answering(Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\nX-Odd: "), Buffer.from([0xe9]), Buffer.from("\r\nContent-Length: 4\r\n\r\n"), Buffer.from([0x61, 0xff, 0xfe, 0x62])])));
    const answer = answered(await probesOf().http({ url: at(milder.port) }, within(2_000)));
    expect(answer.body).toBe("a\ufffd\ufffdb");
    expect(header(answer, "x-odd")).toBe("é");
  });

  test("passes over 1xx answers, and answers without a length end with the connection", async () => {
    const door = await listen(answering("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nrest", (socket) => socket.end()));
    expect(answered(await probesOf().http({ url: at(door.port) }, within(2_000)))).toMatchObject({ status: 200, body: "rest", end: "complete" });
  });
});

describe("what is sent", () => {
  test("Secrets in headers and JSON are revealed on the wire only", async () => {
    let seen = "";
    const door = await listen((socket) =>
      socket.on("data", (chunk) => {
        seen += chunk.toString();
        if (seen.includes("marker")) socket.write(ok);
      }),
    );
    const answer = answered(
      await probesOf().http({ url: at(door.port), headers: { "X-Key": new Secret("s3cret") }, json: { a: [{ key: new Secret("inner") }], z: "marker" } }, within(2_000)),
    );
    expect(seen).toContain("POST / HTTP/1.1");
    expect(seen.toLowerCase()).toContain("x-key: s3cret");
    expect(seen.toLowerCase()).toContain("content-type: application/json");
    expect(seen).toContain('{"a":[{"key":"inner"}],"z":"marker"}');
    expect(JSON.stringify(answer)).not.toMatch(/s3cret|inner/u);
  });

  test("an unverified request with a Secret anywhere is a programming error", async () => {
    const probes = probesOf();
    await expect(probes.http({ url: "https://localhost:1", unverified: true, headers: { a: new Secret("x") } }, within(100))).rejects.toThrow(TypeError);
    await expect(probes.stream({ url: "https://localhost:1", unverified: true, json: { deep: [{ a: new Secret("x") }] } }, within(100))).rejects.toThrow(TypeError);
  });

  test("a login in the address is sent and not reported", async () => {
    let seen = "";
    const door = await listen((socket) => socket.on("data", (chunk) => {
      seen += chunk.toString();
      socket.write(ok);
    }));
    const answer = answered(await probesOf().http({ url: `http://me:pass%40@127.0.0.1:${door.port}/x` }, within(2_000)));
    expect(seen.toLowerCase()).toContain(`authorization: basic ${Buffer.from("me:pass@").toString("base64")}`.toLowerCase());
    expect(answer.url).toBe(at(door.port, "/x"));
  });

  test("a header that cannot be sent is named without its value", async () => {
    const door = await listen(answering(ok));
    const result = await probesOf().http({ url: at(door.port), headers: { authorization: new Secret("Bearer hidden\n") } }, within(2_000));
    expect(failed(result)).toMatchObject({ phase: "send", reason: "unknown" });
    expect(JSON.stringify(result)).not.toContain("hidden");
  });
});

describe("failures name their phase and reason", () => {
  test("addresses that are none", async () => {
    const probes = probesOf();
    for (const url of ["", "localhost:8000/v1", "ftp://x/", "http://", "http://a b/", "http://127.0.0.1:0/"]) expect(failed(await probes.http({ url }, within(500)))).toMatchObject({ reason: "bad-url" });
  });

  test("refused, also when both families refuse", async () => {
    const door = await listen(() => undefined);
    await door.close();
    expect(failed(await probesOf().http({ url: at(door.port) }, within(2_000)))).toEqual({ phase: "connect", reason: "refused", code: "ECONNREFUSED" });
    const both = probesOf({ lookup: async () => ["::1", "127.0.0.1"] });
    const result = await both.http({ url: `http://both.example:${door.port}` }, within(2_000));
    expect(failed(result)).toMatchObject({ phase: "connect", reason: "refused" });
    expect(result.kind === "failure" && result.address).toBeTruthy();
  });

  test("names: unknown, resolver down, resolver silent", async () => {
    const coded = (code: string) => async (): Promise<string[]> => Promise.reject(Object.assign(new Error(`getaddrinfo ${code}`), { code, syscall: "getaddrinfo" }));
    expect(failed(await probesOf({ lookup: coded("ENOTFOUND") }).http({ url: "http://a.example/" }, within(500)))).toEqual({ phase: "resolve", reason: "name-not-found", code: "ENOTFOUND" });
    expect(failed(await probesOf({ lookup: coded("EAI_AGAIN") }).http({ url: "http://a.example/" }, within(500)))).toEqual({ phase: "resolve", reason: "resolver-failed", code: "EAI_AGAIN" });
    const silent = probesOf({ lookup: () => new Promise(() => undefined), connectTimeoutMs: 150 });
    const started = performance.now();
    expect(failed(await silent.http({ url: "http://a.example/" }, within(3_000)))).toMatchObject({ phase: "resolve", reason: "resolver-failed" });
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test("a black hole is a connect time-out, by the connect time and by the act's own", async () => {
    const port = await listenBlackHole();
    const probes = probesOf({ connectTimeoutMs: 300 });
    const result = await probes.http({ url: at(port) }, within(3_000));
    expect(failed(result)).toMatchObject({ phase: "connect", reason: "connect-timeout" });
    expect(result.timings.total).toBeGreaterThan(250);
    expect(result.timings.total).toBeLessThan(1_500);
    expect(failed(await probes.http({ url: at(port) }, within(100)))).toMatchObject({ phase: "connect", reason: "connect-timeout" });
  });

  test("one dead address costs a moment, not the act", async () => {
    const port = await listenBlackHole();
    await listen(answering(ok), "::1", port);
    const probes = probesOf({ lookup: async () => ["127.0.0.1", "::1"], connectTimeoutMs: 2_000 });
    const answer = answered(await probes.http({ url: `http://six.example:${port}/` }, within(3_000)));
    expect(answer.address).toBe("::1");
    expect(answer.timings.connected).toBeGreaterThan(200);
    expect(answer.timings.connected).toBeLessThan(1_500);
  });

  test("an IPv6 address and a name that has no other", async () => {
    const door = await listen(answering(ok), "::1");
    expect(answered(await probesOf().http({ url: `http://[::1]:${door.port}/` }, within(2_000))).address).toBe("::1");
    const only = probesOf({ lookup: async () => ["::1"] });
    expect(answered(await only.http({ url: `http://six.example:${door.port}/` }, within(2_000))).address).toBe("::1");
  });

  test("closed, reset, silent, dripping: before the headers are whole", async () => {
    const half = "HTTP/1.1 200 OK\r\nX-A: 1\r\n";
    const closed = await listen((socket) => socket.once("data", () => socket.end()));
    const reset = await listen((socket) => socket.once("data", () => socket.resetAndDestroy()));
    const closedHalf = await listen((socket) => socket.once("data", () => socket.end(half)));
    const resetHalf = await listen((socket) => socket.once("data", () => socket.write(half, () => setTimeout(() => socket.resetAndDestroy(), 50))));
    const silent = await listen(() => undefined);
    const drip = await listen((socket) => {
      let sent = 0;
      const timer = setInterval(() => socket.write(half.charAt(sent++) || "x"), 40);
      socket.once("close", () => clearInterval(timer));
    });
    const probes = probesOf();
    const results = await Promise.all([closed, reset, closedHalf, resetHalf, silent, drip].map((door) => probes.http({ url: at(door.port) }, within(600))));
    expect(results.map((result) => `${failed(result).phase} ${failed(result).reason}`)).toEqual(["first-byte closed", "first-byte reset", "headers closed", "headers reset", "first-byte no-answer", "headers stalled"]);
    for (const result of results) expect(result.timings.total).toBeLessThan(1_000);
  });

  test("headers too large, and bytes that are not HTTP", async () => {
    const large = await listen(answering(`HTTP/1.1 200 OK\r\nX-Big: ${"a".repeat(100_000)}\r\n\r\n`));
    const many = await listen(answering(`HTTP/1.1 200 OK\r\n${"X-A: b\r\n".repeat(20_000)}\r\n`));
    const ssh = await listen((socket) => socket.write("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"));
    const postgres = await listen((socket) => socket.once("data", () => socket.end("E\0\0\0\u0084SFATAL\0")));
    const alert = await listen((socket) => socket.once("data", () => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 10]))));
    const upgrade = await listen(answering("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n"));
    const probes = probesOf();
    const spoke = await probes.http({ url: at(ssh.port) }, within(2_000));
    expect(spoke.kind === "failure" && spoke.detail).toContain("SSH-2.0-OpenSSH_9.2p1");
    const reasons = await Promise.all([large, many, ssh, postgres, alert, upgrade].map(async (door) => failed(await probes.http({ url: at(door.port) }, within(2_000))).reason));
    expect(reasons).toEqual(["headers-too-large", "headers-too-large", "not-http", "not-http", "not-http", "not-http"]);
  });

  test("a port that speaks only HTTP/2 without TLS", async () => {
    const server = createHttp2Server();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    atEnd(() => new Promise((resolve) => server.close(resolve)));
    const result = failed(await probesOf().http({ url: at((server.address() as AddressInfo).port) }, within(2_000)));
    expect(result).toMatchObject({ phase: "headers", reason: "not-http" });
  });
});

describe("the end of the run", () => {
  test("its deadline and a cancellation are told apart, in every phase", async () => {
    const hole = await listenBlackHole();
    const silent = await listen(() => undefined);
    const body = await listen(answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na"));
    const probes = probesOf({ connectTimeoutMs: 3_000 });
    for (const word of ["deadline", "cancelled"] as const) {
      for (const port of [hole, silent.port, body.port]) {
        const run = new AbortController();
        setTimeout(() => run.abort(word), 80);
        const result = await probes.http({ url: at(port) }, { timeoutMs: 3_000, signal: run.signal });
        expect(failed(result).reason).toBe(word);
        expect(result.timings.total).toBeLessThan(700);
      }
    }
    expect(failed(await probes.http({ url: at(silent.port) }, { signal: AbortSignal.timeout(50) })).reason).toBe("deadline");
    expect(failed(await probes.http({ url: at(silent.port) }, { signal: AbortSignal.abort() })).reason).toBe("cancelled");
  });

  test("thirty acts of one run, waiting and under way, end together and without a warning", async () => {
    const silent = await listen(() => undefined);
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on("warning", note);
    atEnd(() => process.off("warning", note));
    const run = new AbortController();
    const pending = Array.from({ length: 30 }, () => probesOf().http({ url: at(silent.port) }, { signal: run.signal }));
    const probes = probesOf();
    pending.push(...Array.from({ length: 30 }, () => probes.http({ url: at(silent.port) }, { signal: run.signal })));
    setTimeout(() => run.abort("deadline"), 100);
    expect(new Set((await Promise.all(pending)).map((result) => failed(result).reason))).toEqual(new Set(["deadline"]));
    expect(warnings).toEqual([]);
  });

  test("close ends what is under way", async () => {
    const silent = await listen(() => undefined);
    const probes = probesOf();
    const pending = probes.http({ url: at(silent.port) }, within(3_000));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await probes.close();
    expect(failed(await pending).reason).toBe("closed");
  });
});

describe("connections", () => {
  test("a connection that the server closed while idle is replaced without a word", async () => {
    let requests = 0;
    const door = await listen((socket) => {
      let served = 0;
      socket.on("data", () => {
        requests += 1;
        served += 1;
        // Gone at the very moment of the second request.
        if (served === 1) socket.write(ok);
        else socket.resetAndDestroy();
      });
    });
    const probes = probesOf();
    answered(await probes.http({ url: at(door.port) }, within(2_000)));
    answered(await probes.http({ url: at(door.port) }, within(2_000)));
    expect(door.opened).toBe(2);
    expect(requests).toBe(3);
  });

  test("no more than six at once touch a target; waiting is not counted", async () => {
    let inside = 0;
    let most = 0;
    const door = await listen((socket) => {
      socket.on("data", () => {
        inside += 1;
        most = Math.max(most, inside);
        setTimeout(() => {
          inside -= 1;
          socket.write(ok);
        }, 100);
      });
    });
    const probes = probesOf();
    const results = await Promise.all(Array.from({ length: 20 }, () => probes.http({ url: at(door.port) }, within(250))));
    expect(results.every((result) => result.kind === "answer")).toBe(true);
    expect(most).toBe(6);
    expect(door.opened).toBe(6);
  });

  test("routes do not share connections", async () => {
    const door = await listen(answering(ok));
    const probes = probesOf();
    answered(await probes.http({ url: at(door.port) }, within(2_000)));
    answered(await probes.http({ url: at(door.port), route: { ca: "another" } }, within(2_000)));
    expect(door.opened).toBe(2);
  });
});
