import { z } from "zod";

/** The self-hosted models as stored in GitLab. The stored key is never read. */
export const schema = z.object({
  models: z.array(z.object({
    id: z.string(),
    /** Name given by the administrator; the subject of per-model facts. */
    name: z.string(),
    /** Lower case: mistral, general ... */
    family: z.string(),
    /** As GitLab spells it. */
    familyAsStored: z.string(),
    endpoint: z.string().nullable(),
    identifier: z.string().nullable(),
    hasApiToken: z.boolean().nullable(),
    releaseState: z.string().nullable(),
    createdAt: z.string().nullable(),
    /** Features assigned to it; empty = unused. */
    features: z.array(z.string()),
  })),
});
export type Value = z.infer<typeof schema>;
