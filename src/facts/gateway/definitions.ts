import { z } from "zod";
import { httpResultSchema } from "../../core/probe-answer.ts";

/** GET <gateway>/v1/models/definitions without a token, and the release that it looks like. */
export const schema = z.object({
  result: httpResultSchema,
  /** open: 200 with a list · closed: 401 with auth on (older than 18.4) · absent: 404 · other */
  state: z.enum(["open", "closed", "absent", "other"]),
  identifiers: z.array(z.string()),
  features: z.array(z.string()),
  /** Releases it may be, `major.minor`; null end = not known. */
  oldest: z.string().nullable(),
  newest: z.string().nullable(),
});
export type Value = z.infer<typeof schema>;
