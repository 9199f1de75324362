import type { Hour, Trend } from "../core/report.ts";
import type { StackDay } from "../core/picture.ts";
import type { Overall } from "../core/result.ts";
import { changesBetween, mergeVitals, type Vitals } from "../core/vitals.ts";

const hourMs = 3_600_000;
const keptHours = 24 * 15;
const keptChanges = 200;
const dayMs = 24 * hourMs;
/** So long a verdict holds without another look. */
export const holdMs = 15 * 60_000;

/** What one run adds to its stack's trend. */
export interface TrendRun {
  run: string;
  stack: string;
  at: number;
  verdict: Overall;
  blind?: string;
  vitals?: Vitals;
  durationMs: number;
}

export const middle = (numbers: readonly number[]): number | undefined => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
};

/** The trend with one more run. A run that was added last is not added again. */
export function addRun(trend: Trend | undefined, run: TrendRun): Trend {
  const before: Trend = trend ?? { stack: run.stack, hours: [], states: [], changes: [] };
  if (before.lastRun === run.run) return before;
  const at = Math.floor(run.at / hourMs) * hourMs;
  const first = run.vitals === undefined ? [] : Object.values(run.vitals.firstTokenMs);
  const hours = before.hours.filter((hour) => hour.at > at - keptHours * hourMs);
  const place = hours.findIndex((hour) => hour.at === at);
  const hour: Hour = hours[place] ?? { at, good: 0, bad: 0, blind: 0, check: [], first: [] };
  const sound = run.verdict === "pass" || run.verdict === "warn";
  const seen = run.blind === undefined;
  const grown: Hour = {
    at, good: hour.good + (seen && sound ? 1 : 0), bad: hour.bad + (seen && !sound ? 1 : 0), blind: hour.blind + (seen ? 0 : 1),
    // How long a broken stack takes says nothing about how fast it is.
    check: seen && sound ? [...hour.check, Math.round(run.durationMs)].slice(-60) : hour.check,
    first: seen ? [...hour.first, ...first].slice(-60) : hour.first,
  };
  if (place === -1) hours.push(grown);
  else hours[place] = grown;
  // An hour that is over keeps its middle value.
  const slim = hours.map((one): Hour => (one.at >= at - hourMs ? one : { ...one, check: short(one.check), first: short(one.first) }));
  const changes = before.known === undefined || run.vitals === undefined ? [] : changesBetween(before.known, run.vitals);
  return {
    stack: run.stack, lastRun: run.run, hours: slim.toSorted((a, b) => a.at - b.at),
    ...(run.vitals === undefined ? (before.known === undefined ? {} : { known: before.known }) : { known: mergeVitals(before.known, run.vitals) }),
    states: growStates(before.states, run),
    changes: [...before.changes, ...changes.map((text) => ({ at: run.at, text }))].slice(-keptChanges),
  };
}

function growStates(states: Trend["states"], run: TrendRun): Trend["states"] {
  const last = states.at(-1);
  const kept = states.filter((state) => state.to > run.at - dayMs - hourMs);
  if (run.blind !== undefined || (last !== undefined && run.at < last.to)) return kept;
  const before = last === undefined || run.at - last.to > holdMs ? kept : [...kept.slice(0, -1), { ...last, to: run.at }];
  if (last !== undefined && last.verdict === run.verdict && run.at - last.to <= holdMs) return before;
  return [...before, { from: run.at, to: run.at, verdict: run.verdict }];
}

/** The last 24 hours as a picture shows them. */
export function dayOf(stack: string, trend: Trend | undefined, now: number, available: number | undefined): StackDay {
  const from = now - dayMs;
  const states = (trend?.states ?? []).map((state, place, all) => ({ ...state, from: Math.max(from, state.from), to: Math.min(now, all[place + 1] === undefined ? state.to + holdMs : state.to) })).filter((state) => state.to > state.from);
  const hours = hoursIn(trend, from, now).map((hour) => {
    const [check, first] = [middle(hour.check), middle(hour.first)];
    return { at: hour.at, ...(check === undefined ? {} : { checkMs: check }), ...(first === undefined ? {} : { firstTokenMs: first }) };
  });
  return { stack, states, hours, ...(available === undefined ? {} : { available }) };
}

const short = (numbers: readonly number[]): number[] => {
  const value = middle(numbers);
  return value === undefined ? [] : [value];
};

/** The whole hours that lie nearest to a stretch of time. */
export const hoursIn = (trend: Trend | undefined, from: number, to: number): Hour[] => (trend?.hours ?? []).filter((hour) => hour.at >= from - hourMs / 2 && hour.at < to);

/** Share of checks that found the stack working, of those that could see. */
export function availabilityOf(hours: readonly Hour[]): { share: number | undefined; checks: number } {
  const good = hours.reduce((sum, hour) => sum + hour.good, 0);
  const checks = good + hours.reduce((sum, hour) => sum + hour.bad, 0);
  return { share: checks === 0 ? undefined : good / checks, checks };
}
