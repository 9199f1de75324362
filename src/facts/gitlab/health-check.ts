import { z } from "zod";

/** How GitLab says that it reaches a host. */
export const hostState = z.enum(["reachable", "name-not-found", "refused", "timeout", "certificate", "tls", "not-tls", "reset", "blocked", "invalid-url", "empty-url", "other"]);

/** GitLab's own health check, probe by probe; its overall `success` is never used. */
export const schema = z.object({
  /** `answered`, or why there is nothing to read. */
  state: z.enum(["answered", "empty", "timeout"]),
  ms: z.number(),
  probes: z.array(z.object({
    /** Snake case: host_probe, end_to_end_probe ... */
    name: z.string(),
    success: z.boolean(),
    message: z.string(),
    errors: z.array(z.string()),
  })),
  /** GitLab's view of the self-hosted gateway, from the host_probe for its host; null where there is none. */
  gatewayHost: z.object({ state: hostState, text: z.string() }).nullable(),
  /** host_probe rows for other hosts (customers portal, cloud connector). */
  cloudHosts: z.array(z.object({ host: z.string(), state: hostState, text: z.string() })),
  /** The end-to-end row: status that the gateway gave, and its text. */
  exchange: z.object({ success: z.boolean(), status: z.number().nullable(), text: z.string() }).nullable(),
  /** duo_agent_platform rows. `tlsHint`: the text speaks of a TLS version mismatch. */
  agentService: z.array(z.object({ kind: z.enum(["self-hosted", "cloud", "unknown"]), success: z.boolean(), state: z.enum(["operational", "not-operational", "not-reachable", "other"]), tlsHint: z.boolean(), text: z.string() })),
});
export type Value = z.infer<typeof schema>;
