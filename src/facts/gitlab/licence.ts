import { z } from "zod";

/** The licence of the instance, from REST and GraphQL together. */
export const schema = z.object({
  /** A licence is installed; false only where an administrator's token was told so. */
  present: z.boolean(),
  plan: z.string().nullable(),
  expired: z.boolean().nullable(),
  /** YYYY-MM-DD */
  expiresAt: z.string().nullable(),
  startsAt: z.string().nullable(),
  /** online_cloud, offline_cloud, license_file, legacy_license; null where not told. */
  type: z.string().nullable(),
  lastSync: z.string().nullable(),
  trial: z.boolean().nullable(),
});
export type Value = z.infer<typeof schema>;
