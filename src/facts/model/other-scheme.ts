import { z } from "zod";
import { httpResultSchema, tlsResultSchema } from "../../core/probe-answer.ts";

/** The model server's port spoken to in the other scheme, asked when the stored one fails. */
export const schema = z.object({
  /** Over https: the handshake. */
  tls: tlsResultSchema.nullable(),
  /** Over http: GET <endpoint>/models without a key. */
  http: httpResultSchema.nullable(),
  /** The other scheme is the right one. */
  works: z.boolean(),
});
export type Value = z.infer<typeof schema>;
