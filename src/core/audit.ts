import { z } from "zod";
import { roleSchema } from "./queue.ts";

/**
 * Who did what with the bot. What people write to each other is not kept: of a command its own words, redacted; of a pasted text the codes
 * that were recognised in it; of a window the names of its fields.
 */
export const auditDeeds = [
  /** Typed a command, or had a text explained. */
  "asked",
  /** Was shown findings: evidence, steps, a history, a report's page. */
  "saw",
  /** Pressed a button. */
  "pressed",
  /** Sent off a window. */
  "submitted",
  /** Wanted something and was not let. */
  "refused",
  /** Had something sent to a place outside, by escalation. */
  "sent",
] as const;

export const auditEntrySchema = z.object({
  /** Milliseconds since 1970, by the clock of the process that saw it. */
  at: z.number().int().nonnegative(),
  did: z.enum(auditDeeds),
  /** The command, button, window or page; of what was sent: `raise` or `resolve`. */
  what: z.string().max(100),
  /** `slack`, `discord`, `terminal`, `web`, `webhook`; `duo-triage` for what a rule decided. */
  platform: z.string().max(32),
  channel: z.string().max(200).optional(),
  /** As the platform knows them; `id` is what counts, names change. */
  person: z.object({ id: z.string().max(200), name: z.string().max(200) }),
  role: roleSchema.optional(),
  stack: z.string().max(200).optional(),
  run: z.string().max(128).optional(),
  incident: z.string().max(128).optional(),
  /** The place that something was sent to. */
  to: z.string().max(100).optional(),
  /** The command's own words, redacted. */
  words: z.string().max(300).optional(),
  /** How it went, where that is not plain: what was lacking, what a place answered. */
  outcome: z.string().max(300).optional(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** The memory of who did what. Entries are only ever added; they go when they are older than the retention. */
export interface Audit {
  append(entry: AuditEntry): Promise<void>;
  /** Entries of that time (ms since 1970, `until` excluded), oldest first. */
  read(span?: { since?: number; until?: number }): AsyncIterable<AuditEntry>;
}
