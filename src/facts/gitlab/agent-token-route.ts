import { z } from "zod";

/** POST /api/v4/ai/duo_workflows/direct_access (deep: mints an OAuth token, which is dropped). */
export const schema = z.object({
  status: z.number(),
  /** gRPC status passed on in a 400. */
  grpcStatus: z.number().nullable(),
  said: z.string().nullable(),
  /** The "secure" flag that GitLab uses, from a 201. */
  secure: z.boolean().nullable(),
  baseUrl: z.string().nullable(),
  ms: z.number(),
});
export type Value = z.infer<typeof schema>;
