import { z } from "zod";
import { grpcResultSchema } from "../../core/probe-answer.ts";

/** ListCapabilities without a token and with one that cannot be valid. */
export const schema = z.object({
  withoutToken: grpcResultSchema,
  junkToken: grpcResultSchema,
  /** It answered a list although nobody may ask. */
  open: z.boolean(),
});
export type Value = z.infer<typeof schema>;
