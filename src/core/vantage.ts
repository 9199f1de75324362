import { z } from "zod";
import { basisSchema } from "./hop.ts";

/** The same probes of one target, as they went from different places. */

export const sights = ["resolve", "connect", "tls", "http"] as const;
export type Sight = (typeof sights)[number];

export const glimpseSchema = z.object({
  /** Vantage point: `worker:<site>`, `gitlab` or `gateway`. */
  from: z.string(),
  /** Whether it went well; null where that place cannot tell, or the step is not taken there. */
  good: z.boolean().nullable(),
  /** In a few words. */
  said: z.string(),
  basis: basisSchema,
  /** Id of the fact that it stands on, with `@model` where it is about one. */
  probe: z.string(),
});
export type Glimpse = z.infer<typeof glimpseSchema>;

/** What stands between two places that meet different things at one address. */
export const betweenKinds = ["proxy", "split-dns", "tls-inspection", "trust-store", "firewall", "another-answer"] as const;

export const vantageSchema = z.object({
  target: z.enum(["gateway", "gitlab", "model"]),
  model: z.string().optional(),
  /** The address that is asked, without a login in it. */
  address: z.string(),
  rows: z.array(z.object({ sight: z.enum(sights), seen: z.array(glimpseSchema) })),
  /** Where the places disagree: what explains it, and the causes of this answer that say so. */
  between: z.object({ kind: z.enum(betweenKinds), said: z.string(), codes: z.array(z.string()) }).optional(),
});
export type Vantage = z.infer<typeof vantageSchema>;
