import type { Audit, AuditEntry } from "../core/audit.ts";
import { readDuration } from "../core/duration.ts";
import { redactDeep, type Redact } from "../core/redact.ts";
import { UsageError } from "./arguments.ts";

const columns = ["at", "did", "what", "platform", "channel", "person", "name", "role", "stack", "run", "incident", "to", "words", "outcome"] as const;

/**
 * One cell of a CSV (RFC 4180). A spreadsheet runs what begins like a formula: such a cell, also behind white space or in full-width
 * letters, begins with an apostrophe instead.
 */
export function csvCell(text: string): string {
  const safe = /^[\s\u00a0\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u.test(text) ? `'${text}` : text;
  return /[",\r\n;\t]/u.test(safe) || safe !== text ? `"${safe.replaceAll("\"", "\"\"")}"` : safe;
}

function csvRow({ person, at, ...entry }: AuditEntry): string {
  const cells: Readonly<Record<string, string | undefined>> = { ...entry, at: new Date(at).toISOString(), person: person.id, name: person.name };
  return columns.map((column) => csvCell(cells[column] ?? "")).join(",");
}

/** A moment: a date, a date with time, or how long ago (`7d`). */
export function readMoment(text: string, now: number, flag: string): number {
  const ago = readDuration(text);
  if (ago !== undefined) return Math.max(0, now - ago);
  const moment = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?$/u.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(moment)) throw new UsageError(`${flag} takes a date (2026-11-01), a time (2026-11-01T09:00Z) or how long ago (7d), found "${text.slice(0, 40)}"`);
  return moment;
}

export interface ExportWishes {
  since?: number;
  until?: number;
  format: "jsonl" | "csv";
}

export function readWishes(flags: Readonly<Record<string, string | boolean | undefined>>, now: number): ExportWishes {
  const { since, until, format = "jsonl" } = flags;
  if (format !== "jsonl" && format !== "csv") throw new UsageError(`--format takes jsonl or csv, found "${String(format).slice(0, 20)}"`);
  return { format, ...(typeof since === "string" ? { since: readMoment(since, now, "--since") } : {}), ...(typeof until === "string" ? { until: readMoment(until, now, "--until") } : {}) };
}

/** Writes the entries, oldest first, each on a line of its own; everything is redacted once more on its way out. Gives how many there were. */
export async function exportAudit(audit: Audit, { format, ...span }: ExportWishes, redact: Redact, out: (text: string) => Promise<void> | void): Promise<number> {
  if (format === "csv") await out(`${columns.join(",")}\r\n`);
  let count = 0;
  for await (const entry of audit.read(span)) {
    const clean = redactDeep(entry, redact);
    await out(format === "csv" ? `${csvRow(clean)}\r\n` : `${JSON.stringify({ ...clean, at: new Date(clean.at).toISOString() })}\n`);
    count += 1;
  }
  return count;
}
