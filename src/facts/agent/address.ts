import { z } from "zod";

/** Where the agent service is. */
export const schema = z.object({
  /** As stored or configured. */
  stored: z.string(),
  source: z.enum(["configuration", "gitlab-settings"]),
  host: z.string(),
  port: z.number(),
  /** `http://` or `https://` before it, in any case of letters. */
  hasScheme: z.boolean(),
  hasPath: z.boolean(),
  /** From the configuration; null where nobody told. */
  secure: z.boolean().nullable(),
  /** The same host as the gateway's. */
  besideGateway: z.boolean().nullable(),
});
export type Value = z.infer<typeof schema>;
