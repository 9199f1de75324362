import { z } from "zod";
import { spokenSchema } from "./spoken.ts";

/**
 * One-token chats that differ from the plainest one (a single user turn) by one thing that the gateway really sends. Each null where it was not needed.
 */
export const schema = z.object({
  plain: spokenSchema,
  /** System turn before the user's. */
  system: spokenSchema.nullable(),
  /** Ends with an assistant turn, as classic chat does. */
  prefill: spokenSchema.nullable(),
  /** The same with continue_final_message and without add_generation_prompt. */
  prefillContinued: spokenSchema.nullable(),
  stop: spokenSchema.nullable(),
  temperature: spokenSchema.nullable(),
  maxCompletionTokens: spokenSchema.nullable(),
  /** Streamed, one token, with stream_options.include_usage; and without. */
  streamOptions: spokenSchema.nullable(),
  withoutStreamOptions: spokenSchema.nullable(),
  /** max_tokens 8192, as classic chat asks for; the connection is closed at the first token. */
  longAnswer: spokenSchema.nullable(),
});
export type Value = z.infer<typeof schema>;
