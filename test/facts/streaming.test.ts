import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { StreamAnswer, StreamResult } from "../../src/core/probe-answer.ts";
import { lookAtCode, lookAtStream, sayStreamLook, watchStream } from "../../src/facts/streaming.ts";
import { createProbes } from "../../src/probes/probes.ts";

const free = { signal: new AbortController().signal, leftMs: () => 60_000 };

/** Streams from a real socket, each answer written by `write`. */
async function stream(write: (response: ServerResponse) => Promise<void>): Promise<{ ask: () => Promise<StreamResult>; asked: () => number; close: () => Promise<void> }> {
  let count = 0;
  const server = createServer((_request, response) => {
    count += 1;
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    void write(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const probes = createProbes();
  return {
    ask: () => probes.stream({ method: "POST", url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, json: {} }, { timeoutMs: 20_000, signal: new AbortController().signal }),
    asked: () => count,
    close: async () => {
      await probes.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const words = (from: number, to: number): string => Array.from({ length: to - from }, (_, index) => `print(${from + index})\n`).join("");

describe("how a streamed answer came", () => {
  it("piece by piece, all at once, cut, and too short to tell are four things, on real sockets", async () => {
    const cases: [string, (response: ServerResponse) => Promise<void>][] = [
      ["pieces", async (response) => {
        for (let at = 0; at < 8; at += 1) {
          response.write(words(at * 3, at * 3 + 3));
          await wait(80);
        }
        response.end();
      }],
      ["at-once", async (response) => {
        await wait(700);
        response.end(words(0, 30));
      }],
      ["cut", async (response) => {
        response.write(words(0, 3));
        await wait(100);
        response.destroy();
      }],
      ["short", async (response) => void response.end("print(1)\n")],
    ];
    for (const [state, write] of cases) {
      const { ask, close } = await stream(write);
      const seen = await watchStream(free, ask, lookAtCode);
      expect(seen.stream?.state).toBe(state);
      await close();
    }
  });

  it("one cut of two is chance; an answer that cannot be asked again is not judged", async () => {
    let first = true;
    const { ask, asked, close } = await stream(async (response) => {
      response.write(words(0, 3));
      await wait(50);
      if (first) response.destroy();
      else response.end(words(3, 6));
      first = false;
    });
    expect((await watchStream(free, ask, lookAtCode)).stream?.state).not.toBe("cut");
    expect(asked()).toBe(2);
    first = true;
    expect((await watchStream({ ...free, leftMs: () => 1000 }, ask, lookAtCode)).stream?.state).toBe("short");
    expect(asked()).toBe(3);
    await close();
  });

  const answer = (over: Partial<StreamAnswer>, total: number, firstAt: number, lastAt: number): StreamAnswer => ({
    kind: "answer", method: "POST", url: "http://gw.test/", status: 200, headers: [], body: "", bodyBytes: 400, end: "complete", lines: [], longestGapMs: 0, burst: false,
    timings: { connected: 2, firstByte: 5, total }, arrivals: { count: 9, firstAt, lastAt, longestGapMs: 300 }, ...over,
  });

  it("names the time limit that a cut falls on: of the whole, or of silence; none elsewhere", () => {
    const limits = (total: number, lastAt: number) => {
      const look = lookAtStream(answer({ end: "cut" }, total, 400, lastAt), { words: 400 });
      return [look?.state, look?.limitSeconds, look?.limitOf];
    };
    expect(limits(15_060, 14_800)).toEqual(["cut", 15, "whole"]);
    expect(limits(33_500, 3_430)).toEqual(["cut", 30, "silence"]);
    expect(limits(13_200, 13_100)).toEqual(["cut", null, null]);
    const look = lookAtStream(answer({ end: "cut" }, 15_060, 400, 14_800), { words: 400 });
    expect(look === null ? "" : sayStreamLook(look)).toBe("cut after 15 s: first data after 0.4 s, longest gap 0.3 s, end after 15 s");
  });

  it("at the tempo of its model a short answer tells as well", () => {
    const short = answer({}, 500, 490, 490);
    expect(lookAtStream(short, { words: 60 })?.state).toBe("short");
    expect(lookAtStream(short, { words: 60, tempoMs: 40 })?.state).toBe("at-once");
    expect(lookAtStream(short, { words: 60, tempoMs: 3 })?.state).toBe("short");
  });

  it("an answer that its sender ended with words of its own is not cut; one frame is one piece; silence is a stall", () => {
    expect(lookAtStream(answer({ end: "cut" }, 3000, 400, 2900), { words: 400, closed: true })?.state).toBe("pieces");
    expect(lookAtStream(answer({}, 3000, 2990, 2990), { words: 400, frames: 1 })?.state).toBe("one-piece");
    expect(lookAtStream(answer({ end: "stalled" }, 21_000, 400, 900), { words: 400 })).toMatchObject({ state: "stalls", longestGapMs: 20_100 });
    // A fast model after a long thought: 400 bytes in 150 ms is what a model can write.
    expect(lookAtStream(answer({}, 9200, 9000, 9150), { words: 400 })?.state).toBe("short");
    expect(lookAtStream({ ...answer({}, 100, 50, 90), arrivals: undefined } as StreamAnswer, { words: 0 })).toBeNull();
  });
});
