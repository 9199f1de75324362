import { createHash } from "node:crypto";
import { questionKey, type Question, type Trigger } from "../core/queue.ts";

/** Names of queues, jobs and keys. They are stored: a change of any of them needs a migration. */

export const deliveryQueue = "delivery";

/** One queue per site: a worker takes only its own site's jobs. */
export function triageQueue(site: string): string {
  return site === "default" ? "triage" : `triage-${site}`;
}

/** What the clock asks is apart from what people ask: a person waits for no run of low priority, and nobody's answer goes to nobody. */
export function deduplicationId(stack: string, site: string, question: Question, trigger: Trigger): string {
  return createHash("sha256").update(`${trigger === "schedule" ? "schedule " : ""}${questionKey(stack, site, question)}`).digest("hex").slice(0, 32);
}

/** The job of a message slot: queued once, however often it is asked for. */
export function deliveryJobId(run: string, slot: string): string {
  return `${run}/${slot}`;
}

/** BullMQ names the jobs of a schedule itself; as runs they read `<schedule>@<due>`. */
export function runOfScheduled(jobId: string): { run: string; at: number } | undefined {
  const parts = /^repeat:([^:]+):(\d+)$/u.exec(jobId);
  return parts === null ? undefined : { run: `${parts[1]}@${parts[2]}`, at: Number(parts[2]) };
}

export function runOfJob(jobId: string): string {
  return runOfScheduled(jobId)?.run ?? jobId;
}

export function jobOfRun(run: string): string {
  const at = run.lastIndexOf("@");
  return at === -1 ? run : `repeat:${run.slice(0, at)}:${run.slice(at + 1)}`;
}

/** What says that something is wrong, or answers a person, stands before the details of an answer, and these before reports; 0 is first. */
export function deliveryPriorityOf(slot: string): number {
  const kind = /^[A-Za-z]+/u.exec(slot)?.[0] ?? "";
  if (kind === "report") return 20;
  return kind === "evidence" || kind === "steps" ? 10 : 0;
}

/** People before alerts before the timetable; 0 is first. */
export function priorityOf(trigger: Trigger): number {
  if (trigger === "schedule") return 20;
  return trigger === "webhook" ? 10 : 0;
}
