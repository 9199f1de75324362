import { z } from "zod";
import { grpcResultSchema, httpResultSchema } from "../../core/probe-answer.ts";

/** gRPC health of the agent service, plain and over TLS, and what a plain HTTP/1.1 request gets there. No token. */
export const schema = z.object({
  plain: grpcResultSchema,
  tls: grpcResultSchema,
  /** SERVING in one of the two. */
  serving: z.enum(["plain", "tls", "none"]),
  http1: httpResultSchema.nullable(),
  /** Something that speaks only HTTP/1.1 answers on the port. */
  speaksHttp1: z.boolean(),
});
export type Value = z.infer<typeof schema>;
