import { z } from "zod";

/** Version of GitLab. */
export const schema = z.object({
  version: z.string(),
  major: z.number(),
  minor: z.number(),
  patch: z.number(),
  enterprise: z.boolean().nullable(),
  source: z.enum(["metadata", "graphql", "connection-details"]),
});
export type Value = z.infer<typeof schema>;
