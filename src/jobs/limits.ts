import { randomUUID } from "node:crypto";
import { postpone, type Handlers, type TriageJob } from "../core/queue.ts";
import type { StackConfig } from "../core/stack.ts";
import type { Counters, Leases } from "../core/store.ts";
import { patiently } from "./patiently.ts";

/** Limits that hold over all workers: runs at once on one target, model tokens per day and stack. */

export interface Limits {
  leases: Leases;
  counters: Counters;
  stack(name: string): Promise<StackConfig | undefined>;
  /** Most runs at once that touch one host. */
  runsPerTarget: number;
  /** Most model tokens per stack and day (UTC). */
  tokensPerDay: number;
}

const leaseMs = 30_000;
/** A run that finds its target busy comes again after about this long, ms. */
const againMs = 750;
/** What the timetable leaves for people, as a part of the day's budget. */
const timetableShare = 0.8;
const dayMs = 86_400_000;

/** Holds a run back while its targets are busy with as many others as may be. */
export function limitTriage(triage: Handlers["triage"], limits: Limits): Handlers["triage"] {
  return async (job, context) => {
    const stack = await patiently(() => limits.stack(job.stack), context.signal);
    if (stack === undefined) return triage(job, context);
    const holder = `${job.run} ${randomUUID()}`;
    const names = targetsOf(stack).map((host) => `target ${host}`);
    const held: string[] = [];
    const giveBack = async (): Promise<void> => {
      await Promise.all(held.splice(0).map((name) => limits.leases.give(name, holder).catch(() => undefined)));
    };
    for (const name of names) {
      if (!(await patiently(() => limits.leases.take(name, holder, limits.runsPerTarget, leaseMs), context.signal))) {
        await giveBack();
        return postpone(againMs + Math.random() * againMs);
      }
      held.push(name);
    }
    const renewing = setInterval(() => {
      for (const name of held) limits.leases.take(name, holder, limits.runsPerTarget, leaseMs).catch(() => undefined);
    }, leaseMs / 3);
    try {
      return await triage(job, context);
    } finally {
      clearInterval(renewing);
      await giveBack();
    }
  };
}

/** The hosts that a run on this stack is known to touch, each once, always in the same order. */
export function targetsOf(stack: StackConfig): string[] {
  const addresses = [stack.gitlab.url, stack.gateway?.url, ...stack.models.map((model) => model.endpoint)];
  return [...new Set(addresses.flatMap((address) => {
    const host = address === undefined ? undefined : hostOf(address);
    return host === undefined || host === "" ? [] : [host.toLowerCase()];
  }))].toSorted();
}

function hostOf(address: string): string | undefined {
  try {
    return new URL(address).host;
  } catch {
    return undefined;
  }
}

/** Asks the day's budget of a stack for tokens, before they are spent. A store that is away spends nothing. */
export function budgetOf(job: Pick<TriageJob, "stack" | "trigger">, { counters, tokensPerDay }: Pick<Limits, "counters" | "tokensPerDay">, now: () => Date): (tokens: number) => Promise<boolean> {
  const share = job.trigger === "schedule" ? timetableShare : 1;
  return async (tokens) => {
    const name = `tokens ${job.stack} ${now().toISOString().slice(0, 10)}`;
    return (await counters.add(name, tokens, tokensPerDay * share, dayMs).catch(() => undefined)) !== undefined;
  };
}
