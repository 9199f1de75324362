import { z } from "zod";

/** Duo seats of the probe account (or of the token's own). */
export const schema = z.object({
  username: z.string(),
  /** The account is listed as eligible for a seat; false where the list does not hold it. */
  eligible: z.boolean(),
  /** Names of add-ons assigned to it. */
  assigned: z.array(z.string()),
});
export type Value = z.infer<typeof schema>;
