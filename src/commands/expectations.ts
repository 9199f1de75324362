import type { Desk } from "../core/desk.ts";
import { expectationId, type Expectation } from "../core/store.ts";

/** Longest time for which a finding may be accepted, days: what lasts longer is no exception, and belongs into the configuration. */
export const longestDays = 30;
const dayMs = 24 * 3_600_000;

/** The end of a day in UTC, ms since 1970; undefined for what is no day. */
export function endOfDay(day: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(day)) return undefined;
  const end = Date.parse(`${day}T23:59:59.999Z`);
  return Number.isNaN(end) || new Date(end).toISOString().slice(0, 10) !== day ? undefined : end;
}

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Why a day cannot be the last one of an acceptance; undefined: it can. */
export function dayProblem(day: string, now: Date): string | undefined {
  const end = endOfDay(day.trim());
  if (end === undefined) return "Write a day as YYYY-MM-DD";
  if (end < now.getTime()) return "This day is over";
  if (end > now.getTime() + (longestDays + 1) * dayMs) return `At most ${longestDays} days, to ${dayOf(now.getTime() + longestDays * dayMs)}`;
  return undefined;
}

export function reasonProblem(reason: string): string | undefined {
  return reason.trim().length < 3 ? "Say why, so that others know in a week" : undefined;
}

/** Accepts a finding of a stack until the end of a day. Doing it again replaces what was there. */
export async function acceptFinding(about: { code: string; stack: string; reason: string; day: string; author: string }, desk: Pick<Desk, "store" | "now" | "redact">): Promise<Expectation> {
  const { code, stack, day, author } = about;
  const kept: Expectation = { code, stack, reason: desk.redact(about.reason.trim()).slice(0, 500), author: author.slice(0, 200), until: endOfDay(day.trim()) ?? desk.now().getTime(), at: desk.now().getTime() };
  await desk.store.expectations.put(expectationId(stack, code), kept);
  return kept;
}
