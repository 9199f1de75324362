import { z } from "zod";

/** What the token's own account may use, as GitLab says; null where this GitLab has no such field. */
export const schema = z.object({
  username: z.string(),
  chatAvailable: z.boolean().nullable(),
  codeSuggestionsAvailable: z.boolean().nullable(),
  chatFeatures: z.array(z.string()).nullable(),
  /** GitLab names another account as the one to judge, so this is not about it. */
  isProbeUser: z.boolean(),
});
export type Value = z.infer<typeof schema>;
