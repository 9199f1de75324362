import { z } from "zod";

/** Where the gateway is, and what is odd about the address before any packet is sent. */
export const schema = z.object({
  /** The address that the worker uses: from the configuration if it has one, else GitLab's. */
  url: z.string(),
  source: z.enum(["configuration", "gitlab-settings", "token-route"]),
  /** What GitLab itself uses (settings, else base_url of the token route); null where not known. */
  gitlabUses: z.string().nullable(),
  /** GitLab's address and the worker's are the same place (scheme, host, port, path). */
  same: z.boolean().nullable(),
  scheme: z.enum(["http", "https"]),
  host: z.string(),
  port: z.number(),
  /** Without a single slash at the end; "" = none. */
  path: z.string(),
  loopback: z.boolean(),
  /** Of GitLab's own value: why it cannot be a URL for it. */
  malformed: z.enum(["no-scheme", "other-scheme", "no-host", "blanks", "bad-port", "unparsable"]).nullable(),
  /** GitLab hands out the cloud gateway. */
  cloud: z.boolean(),
});
export type Value = z.infer<typeof schema>;
