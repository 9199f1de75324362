import { z } from "zod";

const reading = z.object({
  running: z.number().nullable(),
  waiting: z.number().nullable(),
  /** 0..1 */
  cache: z.number().nullable(),
  preemptions: z.number().nullable(),
  firstTokenSum: z.number().nullable(),
  firstTokenCount: z.number().nullable(),
});

/** The model server's metrics, read twice some seconds apart; absent where there are none. */
export const schema = z.object({
  product: z.string(),
  first: reading,
  second: reading,
  /** Mean time to first token between the readings, or of all time where nothing happened between; seconds. */
  firstTokenSeconds: z.number().nullable(),
  /** Requests wait in both readings, or the cache is nearly full. */
  overloaded: z.boolean(),
});
export type Value = z.infer<typeof schema>;
