import { z } from "zod";
import { spokenSchema } from "./spoken.ts";

/** Chats with one tool, where agent features use this model. */
export const schema = z.object({
  auto: spokenSchema,
  required: spokenSchema.nullable(),
  any: spokenSchema.nullable(),
  /** The content holds raw markup of a tool call instead of tool_calls. */
  rawMarkup: z.boolean(),
});
export type Value = z.infer<typeof schema>;
