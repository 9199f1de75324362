import { randomUUID } from "node:crypto";
import { duesBetween, lastDue, nextDue } from "../core/cadence.ts";
import { planRun, reportMarksOf, reportPlansOf } from "../core/kept.ts";
import { type DeliveryJob, jobVersion } from "../core/queue.ts";
import type { Reply } from "../core/reply.ts";
import type { ReportMark, ReportPlan } from "../core/report.ts";
import type { Store } from "../core/store.ts";
import { sayError } from "../core/text.ts";

/**
 * Reports at their times. Any number of processes may tick: what is due, was posted or missed stands in the store, one process at a time
 * works on a plan, and a report's message has one identity, plan and due time.
 */

export interface TimetableDesk {
  store: Store;
  now(): number;
  deliver(job: DeliveryJob): Promise<void>;
  compose(plan: ReportPlan, about: { due: number; since: number }): Promise<{ reply: Reply; fingerprint: string }>;
  trouble(message: string): void;
}

export interface Timetable {
  /** Looks what is due. Never rejects. */
  tick(): Promise<void>;
}

/** Of a process that was killed at it: less than a report may be late. */
const lockMs = 15_000;
/** Clocks of two processes may differ by so much; further ahead, what was settled was settled by a wrong one. */
const aheadMs = 10 * 60_000;
/** A week of hourly reports. */
const mostMissed = 200;
/** A report that does not stand in its channel this long after it was queued counts as missed. */
const deliverMs = 20 * 60_000;
/** Later than this a report is of no use: it is recorded as missed. */
const tooLateMs = { hourly: 30 * 60_000, daily: 12 * 3_600_000, weekly: 36 * 3_600_000 };
/** With `only when changed`: one at least in this time. */
const lifeMs = 7 * 86_400_000 - 3_600_000;
const firstSinceMs = { hourly: 3_600_000, daily: 86_400_000, weekly: 7 * 86_400_000 };

export function openTimetable(desk: TimetableDesk): Timetable {
  const { store } = desk;
  const plans = reportPlansOf(store);
  const marks = reportMarksOf(store);
  /** When each plan is due next, as far as this process knows: until then the store need not be asked. */
  const quietUntil = new Map<string, number>();
  const markOf = async (run: string, plan: ReportPlan): Promise<ReportMark> => (await marks.get(run)) ?? { lastDue: plan.at, missed: [], lateMs: [] };

  async function work(id: string, plan: ReportPlan): Promise<void> {
    const run = planRun(id, plan);
    if ((quietUntil.get(run) ?? 0) > desk.now()) return;
    const seen = await markOf(run, plan);
    const next = nextDue(plan.cadence, seen.lastDue);
    if (seen.waiting === undefined && next > desk.now() && !isAhead(seen)) return void quietUntil.set(run, next);
    const holder = randomUUID();
    const hold = (): Promise<boolean> => store.leases.take(`report ${run}`, holder, 1, lockMs);
    if (!(await hold())) return;
    const keep = async (mark: ReportMark): Promise<void> => {
      // Where it took longer than the place was held, somebody else may have come further.
      if (!(await hold())) throw new Error("it took so long that another process took it over");
      await marks.put(run, mark);
    };
    try {
      const known = await markOf(run, plan);
      const mark = await settleWaiting(isAhead(known) ? broughtBack(known, plan) : known);
      if (mark !== known) await keep(mark);
      const after = await bringDue(run, plan, mark);
      if (after !== mark) await keep(after);
    } finally {
      await store.leases.give(`report ${run}`, holder).catch(() => undefined);
    }
  }

  const isAhead = (mark: ReportMark): boolean => mark.lastDue > desk.now() + aheadMs;

  /** What is due from now on is looked at again; a report that stands there has its identity, and is not posted anew. */
  function broughtBack({ lastPosted, ...mark }: ReportMark, plan: ReportPlan): ReportMark {
    const posted = lastPosted !== undefined && lastPosted <= desk.now() ? lastPosted : undefined;
    const settled = posted ?? lastDue(plan.cadence, desk.now());
    return { ...mark, lastDue: settled, ...(posted === undefined ? {} : { lastPosted: posted }), missed: mark.missed.filter((one) => one.due <= settled) };
  }

  /** Whether what was queued stands there by now. */
  async function settleWaiting(mark: ReportMark): Promise<ReportMark> {
    const { waiting, ...rest } = mark;
    if (waiting === undefined) return mark;
    if ((await store.deliveries.message(waiting.run, waiting.slot)) !== undefined) return { ...rest, lastPosted: waiting.due, fingerprint: waiting.fingerprint, lateMs: [...mark.lateMs, Math.max(0, desk.now() - waiting.due)].slice(-50) };
    if (desk.now() - waiting.due < deliverMs) return mark;
    return miss(rest, [waiting.due], "it could not be posted");
  }

  async function bringDue(run: string, plan: ReportPlan, mark: ReportMark): Promise<ReportMark> {
    const now = desk.now();
    const dues = nextDue(plan.cadence, mark.lastDue) > now ? [] : duesBetween(plan.cadence, mark.lastDue, now, mostMissed);
    const due = dues.at(-1);
    if (due === undefined) return mark;
    const late = now - due > tooLateMs[plan.cadence.every];
    const settled = miss({ ...mark, lastDue: due }, late ? dues : dues.slice(0, -1), "duo-triage was not running");
    if (late) return settled;
    // Whatever was still on its way is overtaken by the new one.
    const before = settled.waiting === undefined ? settled : miss(settled, [settled.waiting.due], "it could not be posted");
    const since = mark.lastPosted !== undefined && mark.lastPosted < due ? mark.lastPosted : due - firstSinceMs[plan.cadence.every];
    const { reply, fingerprint } = await desk.compose(plan, { due, since });
    if (plan.onlyWhenChanged && fingerprint === mark.fingerprint && mark.lastPosted !== undefined && due - mark.lastPosted < lifeMs) return before;
    const slot = "card-1";
    await desk.deliver({ version: jobVersion, run: `${run}@${due}`, slot, conversation: plan.conversation, reply, at: due });
    return { ...before, waiting: { due, run: `${run}@${due}`, slot, fingerprint } };
  }

  return {
    async tick() {
      try {
        for (const { id, document } of await plans.list()) await work(id, document).catch((error: unknown) => desk.trouble(`The report for ${id} could not be made: ${sayError(error)}; it is tried again`));
      } catch (error) {
        desk.trouble(`The plans of reports cannot be read: ${sayError(error)}`);
      }
    },
  };
}

function miss(mark: ReportMark, dues: readonly number[], because: string): ReportMark {
  if (dues.length === 0) return mark;
  const { waiting, ...rest } = mark;
  const kept = waiting !== undefined && !dues.includes(waiting.due) ? { waiting } : {};
  return { ...rest, ...kept, missed: [...mark.missed, ...dues.map((due) => ({ due, because }))].slice(-mostMissed) };
}
