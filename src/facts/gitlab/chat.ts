import { z } from "zod";

/** One chat question through GitLab (deep): mutation aiAction, then aiMessages. */
export const schema = z.object({
  accepted: z.boolean(),
  /** errors of aiAction, or null. */
  refusal: z.string().nullable(),
  /** An answer or an error came; false = silence until `ms`. */
  answered: z.boolean(),
  /** A1000, M3006 ... from errors[0]. */
  code: z.string().nullable(),
  text: z.string().nullable(),
  ms: z.number(),
});
export type Value = z.infer<typeof schema>;
