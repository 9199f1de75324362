import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type StreamAnswer, type StreamResult, streamResultSchema } from "../../src/core/probe-answer.ts";
import { answering, type Door, listen, probesOf, within } from "./kit.ts";

const head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
const chunk = (text: string | Buffer): Buffer => Buffer.concat([Buffer.from(`${Buffer.byteLength(text).toString(16)}\r\n`), Buffer.from(text), Buffer.from("\r\n")]);

/** Sends the head, then each part after its pause; `undefined` ends the body well, "cut" cuts it. */
function speaking(parts: readonly (readonly [afterMs: number, what: string | Buffer | undefined | "cut"])[], headAfterMs = 0): Promise<Door> {
  return listen((socket) => {
    socket.once("data", async () => {
      await new Promise((resolve) => setTimeout(resolve, headAfterMs));
      if (headAfterMs === 0) socket.write(head);
      for (const [at, [afterMs, what]] of parts.entries()) {
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        if (headAfterMs > 0 && at === 0) socket.write(head);
        if (what === "cut") socket.end();
        else socket.write(what === undefined ? "0\r\n\r\n" : chunk(what));
      }
    });
  });
}

function answered(result: StreamResult): StreamAnswer {
  expect(streamResultSchema.parse(result)).toEqual(result);
  if (result.kind === "failure") throw new Error(JSON.stringify(result));
  return result;
}

async function read(door: Door, limits: { timeoutMs?: number; idleMs?: number; until?: (line: string) => boolean } = {}): Promise<StreamAnswer> {
  return answered(await probesOf().stream({ url: `http://127.0.0.1:${door.port}/`, json: { stream: true } }, { ...within(limits.timeoutMs ?? 3_000), ...limits }));
}

describe("a stream", () => {
  test("gives every line its time, across chunks and line ends, without the empty ones", async () => {
    const door = await speaking([[0, "data: a\n\nda"], [120, "ta: b\r\n\r\n"], [250, 'data: é'], [60, "!\n\ndata: [DONE]"], [0, undefined]]);
    const answer = await read(door);
    expect(answer.lines.map((line) => line.text)).toEqual(["data: a", "data: b", "data: é!", "data: [DONE]"]);
    expect(answer).toMatchObject({ end: "complete", burst: false, method: "POST" });
    const [first = 0, second = 0, third = 0] = answer.lines.map((line) => line.at);
    expect(second - first).toBeGreaterThan(100);
    expect(third - second).toBeGreaterThan(290);
    expect(answer.longestGapMs).toBeCloseTo(third - second, 1);
    expect(answer.body).toContain("data: a");
  });

  test("is left after the first line that is enough, and read whole where none is", async () => {
    const until = (line: string): boolean => line.startsWith("data:");
    const begun = await read(await speaking([[0, ": hello\ndata: a\n\n"], [20_000, "data: b\n\n"], [0, undefined]]), { timeoutMs: 60_000, until });
    expect([begun.lines.map((line) => line.text), begun.end]).toEqual([[": hello", "data: a"], "limit"]);
    expect(begun.timings.total).toBeLessThan(15_000);
    const refused = await read(await speaking([[0, '{"error":\n'], [30, '"no"}'], [0, undefined]]), { until });
    expect([refused.lines.map((line) => line.text), refused.end]).toEqual([['{"error":', '"no"}'], "complete"]);
  });

  test("a character that is split between chunks stays whole", async () => {
    const bytes = Buffer.from("data: é\n");
    const answer = await read(await speaking([[0, bytes.subarray(0, 7)], [30, bytes.subarray(7)], [0, undefined]]));
    expect(answer.lines.map((line) => line.text)).toEqual(["data: é"]);
  });

  test("held back and handed over at once is a burst; a quick answer and a late first line with a long tail are none", async () => {
    const lines = Array.from({ length: 8 }, (_, at) => `data: ${at}\n\n`);
    expect((await read(await speaking([[0, lines.join("")], [0, undefined]], 700))).burst).toBe(true);
    expect((await read(await speaking([[0, lines.join("")], [0, undefined]], 100))).burst).toBe(false);
    expect((await read(await speaking([[500, lines[0] ?? ""], [200, lines[1] ?? ""], [200, lines[2] ?? ""], [0, undefined]]))).burst).toBe(false);
    // HAProxy joins chunks in pairs.
    expect((await read(await speaking([[200, lines.slice(0, 2).join("")], [200, lines.slice(2, 4).join("")], [200, lines.slice(4, 6).join("")], [0, undefined]]))).burst).toBe(false);
  });

  test("ends: cut, stalled by silence, stalled by the deadline, limit while it still flows", async () => {
    expect(await read(await speaking([[0, "data: a\n\n"], [30, "cut"]]))).toMatchObject({ end: "cut", lines: [{ text: "data: a" }] });
    const silent = await read(await speaking([[0, "data: a\n\n"]]), { idleMs: 200 });
    expect(silent).toMatchObject({ end: "stalled", lines: [{ text: "data: a" }] });
    expect(silent.timings.total).toBeLessThan(800);
    expect((await read(await speaking([[0, "data: a\n\n"]]), { timeoutMs: 1_400 })).end).toBe("stalled");
    expect((await read(await speaking(Array.from({ length: 40 }, () => [50, "data: a\n\n"] as const)), { timeoutMs: 600, idleMs: 300 })).end).toBe("limit");
  });

  test("stops at 2,000 lines and at 256 KiB", async () => {
    const many = await read(await listen(answering(Buffer.concat([Buffer.from(head), chunk("x\n".repeat(5_000))]))));
    expect(many.end).toBe("limit");
    expect(many.lines.length).toBe(2_000);
    const wide = await listen((socket) => {
      socket.once("data", () => {
        socket.write(head);
        const pour = (): boolean => socket.destroyed || (socket.write(chunk("y".repeat(60_000))), setImmediate(pour), true);
        pour();
      });
    });
    const long = await read(wide);
    expect(long.end).toBe("limit");
    expect(long.bodyBytes).toBeLessThan(600_000);
    expect(long.lines.every((line) => line.text.length <= 16_384)).toBe(true);
  });

  test("reads NDJSON, an error that is no stream, and a compressed one", async () => {
    expect((await read(await speaking([[0, '{"a":1}\n{"a":2}\n'], [0, undefined]]))).lines.length).toBe(2);
    const error = await read(await listen(answering('HTTP/1.1 500 Oops\r\nContent-Length: 11\r\n\r\n{"detail":1}')));
    expect(error).toMatchObject({ status: 500, lines: [{ text: '{"detail":1' }] });
    const packed = gzipSync("data: a\n\ndata: b\n\n");
    const door = await listen(answering(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`), packed])));
    expect((await read(door)).lines.map((line) => line.text)).toEqual(["data: a", "data: b"]);
  });

  test("is a failure where nothing came, or when the run is over", async () => {
    const silent = await listen(() => undefined);
    const result = await probesOf().stream({ url: `http://127.0.0.1:${silent.port}/` }, { ...within(200), idleMs: 50 });
    expect(result).toMatchObject({ kind: "failure", phase: "first-byte", reason: "no-answer" });
    const run = new AbortController();
    setTimeout(() => run.abort("deadline"), 100);
    const flowing = await speaking(Array.from({ length: 40 }, () => [20, "data: a\n\n"] as const));
    expect(await probesOf().stream({ url: `http://127.0.0.1:${flowing.port}/` }, { timeoutMs: 2_000, signal: run.signal })).toMatchObject({ kind: "failure", phase: "stream", reason: "deadline" });
  });
});
