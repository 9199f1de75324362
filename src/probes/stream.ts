import type { HttpRequest, StreamLimits } from "../core/ports.ts";
import type { StreamAnswer, StreamResult } from "../core/probe-answer.ts";
import { converse, type Tools } from "./converse.ts";

const defaultKeepBytes = 8_192;
const mostLines = 2_000;
const mostBytes = 262_144;
const longestLine = 16_384;

type Line = StreamAnswer["lines"][number];

/** One HTTP exchange whose body is read line by line (SSE and NDJSON alike; empty lines are left out), with the time of each line. */
export async function probeStream(tools: Tools, request: HttpRequest, limits: StreamLimits): Promise<StreamResult> {
  const reader = readLines(limits.until);
  const result = await converse(tools, request, limits, {
    keepBytes: Math.max(0, request.keepBytes ?? defaultKeepBytes),
    readAtMost: mostBytes,
    onBody: (chunk, act) => reader.push(chunk, act.elapsed()),
    idleMs: limits.idleMs,
  });
  if (result.kind === "failure") return result;
  const lines = reader.end();
  const headersAt = result.timings.firstByte ?? 0;
  const sentAt = result.timings.secured ?? result.timings.connected ?? 0;
  return { ...result, lines, longestGapMs: longestGap(lines, headersAt), burst: isBurst(lines, sentAt), ...(reader.arrivals === undefined ? {} : { arrivals: reader.arrivals }) };
}

interface LineReader {
  push(chunk: Buffer, at: number): boolean;
  end(): Line[];
  readonly arrivals: StreamAnswer["arrivals"];
}

function readLines(until?: (line: string) => boolean): LineReader {
  const decoder = new TextDecoder();
  const lines: Line[] = [];
  let rest = "";
  let restAt = 0;
  let bytes = 0;
  let enough = false;
  let arrivals: StreamAnswer["arrivals"];
  const arrive = (at: number): void => {
    const before = arrivals ?? { count: 0, firstAt: at, lastAt: at, longestGapMs: 0 };
    arrivals = { ...before, count: before.count + 1, lastAt: at, longestGapMs: Math.max(before.longestGapMs, at - before.lastAt) };
  };
  const add = (text: string, at: number): void => {
    const line = text.endsWith("\r") ? text.slice(0, -1) : text;
    if (line === "" || lines.length >= mostLines) return;
    lines.push({ at, text: line.slice(0, longestLine) });
    enough ||= until?.(line) === true;
  };
  return {
    push(chunk, at) {
      bytes += chunk.length;
      if (chunk.length > 0) arrive(at);
      const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = parts.pop() ?? "";
      restAt = at;
      for (const part of parts) add(part, at);
      return !enough && lines.length < mostLines && bytes < mostBytes;
    },
    end() {
      add(rest + decoder.decode(), restAt);
      rest = "";
      return lines;
    },
    get arrivals() {
      return arrivals;
    },
  };
}

function longestGap(lines: readonly Line[], headersAt: number): number {
  let before = headersAt;
  let longest = 0;
  for (const line of lines) {
    longest = Math.max(longest, line.at - before);
    before = line.at;
  }
  return Math.round(longest * 100) / 100;
}

// A buffering proxy hands everything over at the end. HAProxy joins chunks in pairs, so only the last tenth counts.
function isBurst(lines: readonly Line[], sentAt: number): boolean {
  const first = lines[0];
  const last = lines.at(-1);
  if (first === undefined || last === undefined || lines.length < 2) return false;
  const wait = last.at - sentAt;
  return wait > 500 && first.at - sentAt >= wait * 0.9;
}
