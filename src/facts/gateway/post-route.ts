import { z } from "zod";
import { httpResultSchema } from "../../core/probe-answer.ts";

/** A POST with a small JSON body and a junk token: passes a proxy that is fit for the job, and ends at the gateway's 401. */
export const schema = z.object({
  result: httpResultSchema,
  /** passed: the gateway's own 401 (or its answer under bypass) · refused: somebody else's 4xx · redirected · foreign · no-answer */
  state: z.enum(["passed", "refused", "redirected", "foreign", "no-answer"]),
  /** A larger body of 2 MiB (deep only): 413 of a proxy. */
  large: httpResultSchema.nullable(),
});
export type Value = z.infer<typeof schema>;
