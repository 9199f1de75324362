import { type Hour, type Trend, trendSchema } from "../core/report.ts";
import type { Collection, Store } from "../core/store.ts";
import { changesBetween, mergeVitals, type Vitals } from "../core/vitals.ts";

const hourMs = 3_600_000;
const keptHours = 24 * 15;
const keptChanges = 200;

export const trendsOf = (store: Store): Collection<Trend> => store.collection("trend", trendSchema as never);

/** What one run adds to its stack's trend. */
export interface TrendRun {
  run: string;
  stack: string;
  at: number;
  verdict: string;
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
  const before: Trend = trend ?? { stack: run.stack, hours: [], changes: [] };
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
    changes: [...before.changes, ...changes.map((text) => ({ at: run.at, text }))].slice(-keptChanges),
  };
}

const short = (numbers: readonly number[]): number[] => {
  const value = middle(numbers);
  return value === undefined ? [] : [value];
};

/** The hours that began in (from, to]. */
export const hoursIn = (trend: Trend | undefined, from: number, to: number): Hour[] => (trend?.hours ?? []).filter((hour) => hour.at > from && hour.at <= to);

/** Share of checks that found the stack working, of those that could see. */
export function availabilityOf(hours: readonly Hour[]): { share: number | undefined; checks: number } {
  const good = hours.reduce((sum, hour) => sum + hour.good, 0);
  const checks = good + hours.reduce((sum, hour) => sum + hour.bad, 0);
  return { share: checks === 0 ? undefined : good / checks, checks };
}
