import type { Queue } from "bullmq";
import { setTimeout as sleep } from "node:timers/promises";
import { triageTemplateSchema, type Schedule, type Scheduled } from "../core/queue.ts";
import { priorityOf } from "./names.ts";
import { sentenceOf } from "./parts.ts";

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

/** Sets or replaces a schedule. */
export async function putSchedule(queue: Queue, { id, pattern, timeZone, template }: Omit<Schedule, "next">, removal: { age: number; count: number }): Promise<Scheduled> {
  const options = { priority: priorityOf(template.trigger), removeOnComplete: removal, removeOnFail: removal };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await queue.upsertJobScheduler(id, { pattern, tz: timeZone }, { name: "triage", data: triageTemplateSchema.parse(template), opts: options });
      // The job's delay counts from a moment of its own; the schedule holds the exact time.
      return { kind: "scheduled", next: (await queue.getJobScheduler(id))?.next };
    } catch (error) {
      // On PostgreSQL two processes that set the same schedule at once meet on the id of the next job.
      if ((error as { code?: unknown }).code === -10 && attempt < 6) {
        await sleep(20 * attempt + Math.random() * 50);
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
