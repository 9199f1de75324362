import { z } from "zod";
import { streamResultSchema } from "../../core/probe-answer.ts";
import { describeStream, readStream, type StreamReading, stateOfStream } from "../../targets/model/streamed.ts";
import { streamChat, systemTurn } from "../../targets/model/ask.ts";
import type { Fact } from "../../core/fact.ts";
import { askedModel, tokenGate } from "./asked.ts";
import { aboutSchema } from "./spoken.ts";

export const streamed = z.object({
  result: streamResultSchema,
  status: z.number(),
  contentType: z.string().nullable(),
  /** data lines that hold JSON with choices. */
  chunks: z.number(),
  /** data lines that are no JSON. */
  broken: z.number(),
  done: z.boolean(),
  finishReason: z.string().nullable(),
  /** Text of a data line with a top-level error. */
  errorInStream: z.string().nullable(),
  hasText: z.boolean(),
  /** Of a refusal: its message and what it is about. */
  said: z.string().nullable(),
  about: aboutSchema,
  firstDataMs: z.number().nullable(),
  longestGapMs: z.number(),
  burst: z.boolean(),
  end: z.enum(["complete", "cut", "stalled", "limit", "none"]),
  ms: z.number(),
});
export type Streamed = z.infer<typeof streamed>;

/**
 * A short streamed chat asked by the worker itself, with usage asked for as the gateway does.
 * good · refused: 4xx · not-a-stream: 200 without usable data lines · cut: ended by reset or without finish reason · error-inside · stalls: a gap above 15 s ·
 * buffered: all at once at the end · slow: first data late · no-answer
 */
export const schema = z.object({
  first: streamed,
  /** A second try, where the first was odd. */
  second: streamed.nullable(),
  state: z.enum(["good", "refused", "not-a-stream", "cut", "error-inside", "stalls", "buffered", "slow", "no-answer"]),
  /** Both tries agree (true where one was enough). */
  steady: z.boolean(),
});
export type Value = z.infer<typeof schema>;

const question = { role: "user", content: "Count from one to twenty, one number per line." } as const;
const body = { messages: [systemTurn, question], stream_options: { include_usage: true } };
// A gap above 15 s counts as a stall; waiting a little longer than that is enough to see one.
const idleMs = 17_000;

export default {
  title: "A streamed chat asked of the model server directly",
  hop: "model",
  per: "model",
  cost: "tokens",
  needs: ["model/endpoint", "model/reach"],
  uses: ["model/list", "model/server", "model/metrics", "model/loaded", "model/chat"],
  timeoutMs: 75_000,
  schema,
  async observe(world) {
    const place = askedModel(world);
    if ("absent" in place) return place;
    const closed = tokenGate(world, "after-chat");
    if (closed !== undefined) return closed;
    const ask = async (): Promise<StreamReading> =>
      readStream(await streamChat(world, place, { model: place.servedName, ...body, max_tokens: world.deep ? 32 : 16 }, { timeoutMs: 40_000, idleMs: place.firstWordMs > 10_000 ? 35_000 : idleMs }));
    const first = await ask();
    const state = stateOfStream(first, place.firstWordMs);
    if (state === "good" || state === "refused" || world.signal.aborted || world.leftMs() < 4000) return { first, second: null, state, steady: state === "good" || state === "refused" };
    const second = await ask();
    const again = stateOfStream(second, place.firstWordMs);
    return { first, second, state: again === "good" ? "good" : state, steady: again === state };
  },
  describe(value) {
    const words = { good: "the stream is good", refused: "the stream is refused", "not-a-stream": "200, but nothing usable as a stream", cut: "the stream ends without a finish reason", "error-inside": "an error stands inside the stream", stalls: "the stream falls silent with the connection open", buffered: "all data arrives in one burst at the end", slow: "the first data comes late", "no-answer": "no answer" } as const;
    return `Model server, streamed: ${words[value.state]}${value.steady ? "" : ", not each time"} (${describeStream(value.first)})`;
  },
} satisfies Fact<Value>;
