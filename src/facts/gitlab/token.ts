import { z } from "zod";

/** What the configured token is worth. Never the token itself. */
export const schema = z.object({
  given: z.boolean(),
  /** Why it cannot be used at all. `blocked` = the account is blocked, deactivated or has not accepted the terms. */
  problem: z.enum(["expired", "revoked", "invalid", "blocked", "unreadable"]).nullable(),
  /** Highest rung that it reached by answers seen, not by names. */
  rung: z.enum(["none", "user", "ai-features", "admin"]),
  username: z.string().nullable(),
  scopes: z.array(z.string()).nullable(),
  /** The account is an administrator, whatever the token may do. */
  administrator: z.boolean().nullable(),
  /** Scopes that GitLab named as sufficient for calls that it refused, by what was asked. */
  lacksScopes: z.array(z.object({ asked: z.string(), wanted: z.string() })),
  /** Administrator, and refused without naming a scope: Admin Mode. */
  adminModeBlocks: z.boolean(),
  /** Calls that GitLab throttled (429), by path. */
  throttled: z.array(z.string()),
});
export type Value = z.infer<typeof schema>;
