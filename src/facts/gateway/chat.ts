import { z } from "zod";

/** POST <gateway>/v2/chat/agent for one model, asked by the worker itself where a token allows it or auth is off; streamed. */
export const schema = z.object({
  status: z.number(),
  /**
   * answer: text came · error: the model's error text is in `said` · silent: one empty `unknown` and usage 0/0 · empty: the model spoke without content ·
   * mock: text `mock` and no usage · no-right: 401 or 403 · crashed: 500 · no-answer · foreign
   */
  outcome: z.enum(["answer", "error", "silent", "empty", "mock", "no-right", "crashed", "no-answer", "foreign"]),
  /** Text of the error event, cleaned, 600 characters. */
  said: z.string().nullable(),
  /** LiteLLM class named in it, without the prefix: NotFoundError, AuthenticationError ... */
  errorClass: z.string().nullable(),
  /** Status named in it. */
  code: z.number().nullable(),
  /** Which provider it came from: custom_openai, openai, vertex_ai, bedrock, azure ... */
  provider: z.string().nullable(),
  text: z.string().nullable(),
  /** ms of the first line, the longest gap and the end. */
  firstLineMs: z.number().nullable(),
  longestGapMs: z.number(),
  ms: z.number(),
  burst: z.boolean(),
  end: z.enum(["complete", "cut", "stalled", "limit"]),
  withKey: z.boolean(),
});
export type Value = z.infer<typeof schema>;
