import { z } from "zod";

/** How one streamed answer came over the wire, seen from one place. */
export const streamLookSchema = z.object({
  /**
   * pieces: as it was written · at-once: many words, faster than any model writes, after a wait · one-piece: the sender itself sent it as one ·
   * cut: the connection ended before its sender had ended the answer · stalls: silence with the connection open · short: too little to judge
   */
  state: z.enum(["pieces", "at-once", "one-piece", "cut", "stalls", "short"]),
  /** ms from the request to the first data, to the last data, and to the end. */
  firstMs: z.number(),
  lastMs: z.number(),
  ms: z.number(),
  /** Longest silence between two pieces of data, ms. */
  longestGapMs: z.number(),
  /** Times at which data came. */
  arrivals: z.number(),
  /** Of a cut: the time limit, in seconds, that the whole time or the silence before the cut falls on, if it does. */
  limitSeconds: z.number().nullable(),
  /** Whether that limit ran since the request or since the last data. */
  limitOf: z.enum(["whole", "silence"]).nullable(),
});
export type StreamLook = z.infer<typeof streamLookSchema>;

/** The same model's streams as they came straight from it, over the gateway's address, and through GitLab. */
export const streamPathSchema = z.object({
  model: z.string(),
  legs: z.array(
    streamLookSchema.extend({
      at: z.enum(["model", "gateway", "gitlab"]),
      /** Id of the fact that it stands on, with `@model` where it is about one. */
      probe: z.string(),
    }),
  ),
});
export type StreamPath = z.infer<typeof streamPathSchema>;
