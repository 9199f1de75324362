import type { Failure, HttpAnswer } from "../core/probe-answer.ts";
import { type Act, failureFrom } from "./act.ts";
import { type Decoder, decoderFor } from "./decode.ts";
import type { Ending, Reader } from "./exchange.ts";

/** How the body of an answer is read. */
export interface Reading {
  /** Bytes of decoded body to keep as text. */
  keepBytes: number;
  /** Bytes on the wire after which reading stops. */
  readAtMost: number;
  /** Decoded bytes as they come; says whether it wants more. */
  onBody?: (chunk: Buffer, act: Act) => boolean;
  /** Stop after this silence of the body, in milliseconds. */
  idleMs?: number | undefined;
}

// When the deadline comes, a shorter silence than this means that data was still flowing.
const silenceMs = 1_000;

const ends = { complete: "complete", enough: "limit", silent: "stalled" } as const;

// A cut inside a character at our own limit is not the server's fault, so it is left out.
function textOf(kept: readonly Buffer[], cutHere: boolean): string {
  const bytes = kept.length === 1 && kept[0] !== undefined ? kept[0] : Buffer.concat(kept);
  if (cutHere) return new TextDecoder().decode(bytes, { stream: true });
  const text = bytes.toString("utf8");
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** Gathers one answer. `answer` gives it once the exchange has ended. */
export function collect(act: Act, asked: Pick<HttpAnswer, "method" | "url" | "protocol">, reading: Reading): Reader & { answer(ending: Ending): Promise<HttpAnswer | Failure> } {
  const kept: Buffer[] = [];
  let keptLength = 0;
  let bodyBytes = 0;
  let status = 0;
  let headers: [string, string][] = [];
  let decoder: Decoder | undefined;
  let lastAt = 0;
  let enough = false;

  const keep = (chunk: Buffer): boolean => {
    if (keptLength < reading.keepBytes) {
      const part = chunk.subarray(0, reading.keepBytes - keptLength);
      kept.push(part);
      keptLength += part.length;
    }
    if (reading.onBody === undefined) return keptLength < reading.keepBytes;
    enough ||= !reading.onBody(chunk, act);
    return !enough;
  };

  const endOf = (ending: Ending): HttpAnswer["end"] => {
    if (ending.how !== "trouble") return ends[ending.how];
    if (ending.trouble !== act.stopped) return "cut";
    return bodyBytes === 0 || act.elapsed() - lastAt >= silenceMs ? "stalled" : "limit";
  };

  return {
    head(seenStatus, seenHeaders) {
      status = seenStatus;
      headers = seenHeaders;
      decoder = decoderFor(headers.find(([name]) => name === "content-encoding")?.[1], keep);
    },
    data(chunk) {
      bodyBytes += chunk.length;
      lastAt = act.elapsed();
      if (decoder === undefined) keep(chunk);
      else decoder.push(chunk);
      return !enough && bodyBytes <= reading.readAtMost;
    },
    async answer(ending) {
      const timings = act.timings();
      const end = endOf(ending);
      const undone = await decoder?.end();
      if (ending.how === "trouble" && (ending.trouble.fault.reason === "deadline" || ending.trouble.fault.reason === "cancelled")) {
        return failureFrom(act, ending.trouble.fault);
      }
      if (undone === "broken") return failureFrom(act, { phase: "parse", reason: "bad-encoding", detail: "the body is not in the encoding that its header names" });
      return {
        kind: "answer",
        ...asked,
        status,
        headers,
        body: textOf(kept, keptLength >= reading.keepBytes),
        bodyBytes,
        end: enough && end === "complete" ? "limit" : end,
        ...(act.address === undefined ? {} : { address: act.address }),
        timings,
      };
    },
  };
}
