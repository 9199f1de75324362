import { z } from "zod";

/** The gateway's metrics page, where it can be read. */
export const schema = z.object({
  url: z.string(),
  /** ISO 8601 */
  processStart: z.string().nullable(),
  /** Versions of the GitLabs that called it. */
  callers: z.array(z.string()),
  inferences: z.array(z.object({ model: z.string(), error: z.boolean(), errorType: z.string(), count: z.number() })),
});
export type Value = z.infer<typeof schema>;
