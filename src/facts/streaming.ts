import type { Surroundings } from "../core/fact.ts";
import type { StreamAnswer, StreamResult } from "../core/probe-answer.ts";
import type { StreamLook } from "../core/streaming.ts";
import { seconds } from "../core/text.ts";
import type { Value as ModelStream } from "./model/stream.ts";

export interface Written {
  /** Bytes of words in the answer, without the frame around them. */
  words: number;
  /** Pieces in which the sender framed them, where frames can be told. */
  frames?: number;
  /** Whether the sender ended the answer itself, where its last word shows that. */
  closed?: boolean;
  /** ms that the model takes for one token, where its own stream was seen. */
  tempoMs?: number;
}

const lettersPerToken = 4;
// No model writes a thousand tokens a second.
const fastestPerMs = lettersPerToken;
const enoughWords = 60;
const noticeableMs = 500;
// What comes over a longer time than this did not come in one go.
const apartMs = 100;
// The gateway gives up 30 s after the last data; half of that is no normal pause.
const silenceMs = 15_000;

/**
 * Reads off a streamed answer how it came. A cut is the end of a connection in the middle of an answer; an answer that its sender ended with an error
 * is none.
 */
export function lookAtStream(answer: StreamAnswer, written: Written): StreamLook | null {
  const { arrivals } = answer;
  if (arrivals === undefined) return null;
  const sentAt = answer.timings.secured ?? answer.timings.connected ?? 0;
  const [first, last, total] = [arrivals.firstAt - sentAt, arrivals.lastAt - sentAt, answer.timings.total - sentAt];
  const seen = { firstMs: Math.round(first), lastMs: Math.round(last), ms: Math.round(total), longestGapMs: Math.round(Math.max(arrivals.longestGapMs, answer.end === "stalled" ? total - last : 0)), arrivals: arrivals.count };
  const plain = { ...seen, limitSeconds: null, limitOf: null };
  if (answer.end === "cut" && written.closed !== true) return { ...seen, state: "cut", ...limitOf(total, total - last) };
  if (seen.longestGapMs >= silenceMs) return { ...plain, state: "stalls" };
  const spread = last - first;
  if (written.frames === 1 && written.words >= enoughWords) return { ...plain, state: "one-piece" };
  if (arrivals.count >= 3 && spread > Math.max(apartMs, last * 0.1)) return { ...plain, state: "pieces" };
  return { ...plain, state: heldBack(written, spread, last) ? "at-once" : "short" };
}

/** At the model's own tempo the words would have taken a time that can be seen; where that is not known, no model writes as fast as they came. */
function heldBack({ words, tempoMs }: Written, spread: number, last: number): boolean {
  if (tempoMs === undefined) return last > noticeableMs && words >= enoughWords && spread * fastestPerMs < words;
  const due = (words / lettersPerToken) * tempoMs;
  return due > 2 * apartMs && last > due * 0.5 && spread < due * 0.1;
}

/** The same of a stream of code, which comes as plain text; null where nothing of it came. */
export function lookAtCode(result: StreamResult, tempoMs?: number): StreamLook | null {
  return result.kind === "answer" && result.status === 200 ? lookAtStream(result, { words: result.bodyBytes, ...(tempoMs === undefined ? {} : { tempoMs }) }) : null;
}

/** ms between two pieces of a model's own good stream; undefined where they are too few. */
export function tempoOf(stream: ModelStream | undefined): number | undefined {
  if (stream?.state !== "good" || stream.first.result.kind === "failure" || stream.first.firstDataMs === null || stream.first.chunks < 4) return undefined;
  return ((stream.first.result.lines.at(-1)?.at ?? stream.first.firstDataMs) - stream.first.firstDataMs) / (stream.first.chunks - 1);
}

/** Asks for a stream, and once more where it was cut: one cut may be chance, and only two of two count as one. */
export async function watchStream(world: Pick<Surroundings, "signal" | "leftMs">, ask: () => Promise<StreamResult>, look: (result: StreamResult) => StreamLook | null): Promise<{ result: StreamResult; stream: StreamLook | null }> {
  const result = await ask();
  const stream = look(result);
  if (stream?.state !== "cut") return { result, stream };
  if (world.signal.aborted || world.leftMs() < 4000) return { result, stream: { ...stream, state: "short" } };
  const again = look(await ask());
  return { result, stream: again?.state === "cut" ? stream : again };
}

// Time limits that proxies and balancers come with, or that people set.
const usualSeconds = [5, 10, 15, 20, 25, 29, 30, 40, 45, 50, 55, 60];
const onTheSecond = (ms: number): number | undefined => usualSeconds.find((limit) => ms >= limit * 1000 - 100 && ms <= limit * 1000 + 400);

/** A cut that falls on a usual time limit; that of silence first, since a longer whole is there by chance. */
function limitOf(wholeMs: number, silentMs: number): Pick<StreamLook, "limitSeconds" | "limitOf"> {
  const silence = onTheSecond(silentMs);
  if (silence !== undefined) return { limitSeconds: silence, limitOf: "silence" };
  const whole = onTheSecond(wholeMs);
  return whole === undefined ? { limitSeconds: null, limitOf: null } : { limitSeconds: whole, limitOf: "whole" };
}

const words: Record<StreamLook["state"], string> = { pieces: "piece by piece", "at-once": "all at once at the end", "one-piece": "in one piece", cut: "cut", stalls: "silent with the connection open", short: "too short to judge how it came" };

/** First data, longest gap, end, and what it looks like. */
export function sayStreamLook(look: StreamLook): string {
  const limit = look.limitSeconds === null ? "" : ` after ${look.limitSeconds} s${look.limitOf === "silence" ? " of silence" : ""}`;
  return `${words[look.state]}${limit}: first data after ${seconds(look.firstMs)}, longest gap ${seconds(look.longestGapMs)}, end after ${seconds(look.ms)}`;
}
