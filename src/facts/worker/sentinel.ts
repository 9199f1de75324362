import { z } from "zod";

/** Whether the worker itself is online: a known-good neighbour answered. */
export const schema = z.object({
  reachable: z.boolean(),
  /** What was asked, as `tcp://host:port` or `dns://server`. */
  target: z.string(),
  ms: z.number(),
});
export type Value = z.infer<typeof schema>;
