import { z } from "zod";

/** Queue metrics of Sidekiq, read twice some seconds apart. */
export const schema = z.object({
  backlogFirst: z.number(),
  backlogSecond: z.number(),
  /** Seconds the oldest job has waited. */
  latencySeconds: z.number(),
  processes: z.number().nullable(),
});
export type Value = z.infer<typeof schema>;
