import { z } from "zod";
import { streamResultSchema } from "../../core/probe-answer.ts";

const streamed = z.object({
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
