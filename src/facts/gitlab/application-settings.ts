import { z } from "zod";

/** Settings of the instance that Duo depends on; null where this GitLab does not show them. */
export const schema = z.object({
  silentMode: z.boolean().nullable(),
  duoFeaturesEnabled: z.boolean().nullable(),
  duoFeaturesLocked: z.boolean().nullable(),
  betaFeaturesEnabled: z.boolean().nullable(),
  directConnectionsDisabled: z.boolean().nullable(),
});
export type Value = z.infer<typeof schema>;
