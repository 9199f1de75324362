import { z } from "zod";

/** What the last stored run of this stack saw, as far as rules compare with it. */
export const schema = z.object({
  at: z.string(),
  version: z.string().nullable(),
  aiGatewayUrl: z.string().nullable(),
  kids: z.array(z.string()).nullable(),
  addOns: z.array(z.string()).nullable(),
  /** Addresses by model name. */
  modelAddresses: z.record(z.string(), z.array(z.string())),
});
export type Value = z.infer<typeof schema>;
