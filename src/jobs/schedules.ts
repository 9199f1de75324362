import type { Queue } from "bullmq";
import { setTimeout as sleep } from "node:timers/promises";
import { triageTemplateSchema, type Schedule, type Scheduled } from "../core/queue.ts";
import { priorityOf } from "./names.ts";
import type { Parts } from "./parts.ts";
import { sentenceOf } from "./sentence.ts";

const idShape = /^[A-Za-z][A-Za-z0-9._-]{0,80}$/u;

/** Why a schedule cannot be; undefined when it can. */
export function problemOf({ id, pattern, timeZone }: Omit<Schedule, "next" | "template">): string | undefined {
  if (!idShape.test(id)) return "the schedule's id may hold letters, digits, dots, dashes and underscores, and starts with a letter";
  const fields = pattern.trim().split(/\s+/u).length;
  if (fields !== 5 && fields !== 6) return `the pattern has ${fields} fields; a cron pattern has 5, or 6 with seconds`;
  try {
    Intl.DateTimeFormat("en", { timeZone });
  } catch {
    return `${JSON.stringify(timeZone)} is no time zone; write it like Europe/Berlin`;
  }
  return undefined;
}

/** The next job of a schedule is just being made or taken by a worker (BullMQ has no name for these codes), or two of them met (PostgreSQL). */
const clashes: readonly unknown[] = [-10, -11, "40P01", "40001"];

/** Sets or replaces a schedule; while its next job is changing hands, tries again until `deadlineMs` have passed. */
export async function putSchedule(parts: Pick<Parts, "alone">, queue: Queue, { id, pattern, timeZone, template }: Omit<Schedule, "next">, { removal, deadlineMs }: { removal: { age: number; count: number }; deadlineMs: number }): Promise<Scheduled> {
  const options = { priority: priorityOf(template.trigger), removeOnComplete: removal, removeOnFail: removal };
  const data = triageTemplateSchema.parse(template);
  const end = Date.now() + deadlineMs;
  for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 500)) {
    try {
      await parts.alone(() => queue.upsertJobScheduler(id, { pattern, tz: timeZone }, { name: "triage", data, opts: options }));
      // The job's delay counts from a moment of its own; the schedule holds the exact time.
      return { kind: "scheduled", next: (await queue.getJobScheduler(id))?.next };
    } catch (error) {
      if (clashes.includes((error as { code?: unknown }).code) && Date.now() < end) {
        await sleep(Math.random() * waitMs);
        continue;
      }
      // The library reads the pattern before it asks the server, and has no error of its own for it.
      const message = sentenceOf(error);
      if (/^(?:Invalid|Constraint error|Validation error)/iu.test(message)) return { kind: "invalid", reason: `the pattern ${JSON.stringify(pattern)} cannot be read: ${message}` };
      return { kind: "away", reason: message };
    }
  }
}

/** All schedules of a queue, soonest first; those that cannot be read are left out. */
export async function listSchedules(queue: Queue): Promise<Schedule[]> {
  const found = await queue.getJobSchedulers(0, -1, true);
  return found.flatMap(({ key, pattern, tz, next, template }) => {
    const parsed = triageTemplateSchema.safeParse(template?.data);
    if (!parsed.success || pattern === undefined || pattern === null) return [];
    return [{ id: key, pattern, timeZone: tz ?? "UTC", template: parsed.data, ...(next === undefined ? {} : { next }) }];
  });
}
