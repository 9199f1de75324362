import { z } from "zod";
import { spokenSchema } from "./spoken.ts";

/** A chat of up to 128 tokens (deep, or where a short one came back empty): what the model makes of a simple question. */
export const schema = z.object({
  spoken: spokenSchema,
  thinkTags: z.boolean(),
});
export type Value = z.infer<typeof schema>;
