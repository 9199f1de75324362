import type { DayPicture, StackDay } from "./picture.ts";
import type { Overall } from "./result.ts";
import { seconds } from "./text.ts";

export const words: Record<Overall, string> = { pass: "works", warn: "works, with warnings", fail: "broken", undecided: "cannot tell" };
const rank: Record<Overall, number> = { fail: 0, undecided: 1, warn: 2, pass: 3 };

export const percent = (share: number): string => `${share >= 0.9995 ? "100" : (Math.floor(share * 1000) / 10).toFixed(1)} %`;
export const latency = (ms: number): string => (ms < 95 ? `${Math.round(ms)} ms` : seconds(ms));

export interface Series {
  name: string;
  points: readonly { at: number; ms: number }[];
}

/** The latency worth drawing: first tokens where any were seen, else whole checks. */
export function seriesOf(day: StackDay): Series | undefined {
  const tokens = day.hours.flatMap(({ at, firstTokenMs }) => (firstTokenMs === undefined ? [] : [{ at, ms: firstTokenMs }]));
  const checks = day.hours.flatMap(({ at, checkMs }) => (checkMs === undefined ? [] : [{ at, ms: checkMs }]));
  if (tokens.length > 0) return { name: "first token", points: tokens };
  return checks.length > 0 ? { name: "check", points: checks } : undefined;
}

export const lastState = (day: StackDay): Overall | undefined => day.states.at(-1)?.verdict;

export function worstFirst(stacks: readonly StackDay[]): StackDay[] {
  const worst = (day: StackDay): number => Math.min(9, ...day.states.map(({ verdict }) => rank[verdict]));
  return [...stacks].sort((a, b) => rank[lastState(a) ?? "pass"] - rank[lastState(b) ?? "pass"] || worst(a) - worst(b) || (a.stack < b.stack ? -1 : 1));
}

function sentenceOf(day: StackDay): string {
  const now = lastState(day);
  const broken = day.states.filter(({ verdict }) => verdict === "fail").reduce((sum, { from, to }) => sum + to - from, 0);
  const series = seriesOf(day);
  const range = series === undefined ? "" : `, ${series.name} ${latency(Math.min(...series.points.map(({ ms }) => ms)))} to ${latency(Math.max(...series.points.map(({ ms }) => ms)))}`;
  return `${day.stack}: ${now === undefined ? "not checked" : `${words[now]} now`}${day.available === undefined ? "" : `, available ${percent(day.available)}`}${broken === 0 ? "" : `, broken for ${Math.max(1, Math.round(broken / 60_000))} min`}${range}`;
}

/** Says in words what the picture shows. */
export function sayDay(day: DayPicture): string {
  if (day.stacks.length === 0) return "No stack was checked.";
  return `${worstFirst(day.stacks).map(sentenceOf).join(". ")}.`;
}

/** The middle value, the lower of two; undefined of none. */
export const median = (values: readonly number[]): number | undefined => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

/**
 * What runs tell about a stack's day. A verdict holds until the next run, but no longer than `holdMs`: nobody looked after that. Runs may
 * come in any order; the last one before `from` tells how the day began.
 */
export function stackDay(stack: string, runs: readonly { startedAt: number; verdict: Overall; durationMs: number; firstTokenMs?: number }[], { from, to, holdMs }: { from: number; to: number; holdMs: number }): StackDay {
  const sorted = runs.filter((run) => run.startedAt < to).sort((a, b) => a.startedAt - b.startedAt);
  const states: { from: number; to: number; verdict: Overall }[] = [];
  for (const [place, { startedAt, verdict }] of sorted.entries()) {
    const end = Math.min(to, startedAt + holdMs, sorted[place + 1]?.startedAt ?? Number.POSITIVE_INFINITY);
    const begin = Math.max(from, startedAt);
    if (end <= begin) continue;
    const last = states.at(-1);
    if (last !== undefined && last.verdict === verdict && last.to === begin) last.to = end;
    else states.push({ from: begin, to: end, verdict });
  }
  const long = (kept: typeof states): number => kept.reduce((sum, state) => sum + state.to - state.from, 0);
  // A run that could not tell says nothing about users.
  const judged = long(states.filter(({ verdict }) => verdict !== "undecided"));
  const inside = sorted.filter((run) => run.startedAt >= from);
  const starts = [...new Set(inside.map((run) => Math.floor(run.startedAt / 3_600_000) * 3_600_000))];
  const hours = starts.map((at) => {
    const same = inside.filter((run) => run.startedAt >= at && run.startedAt < at + 3_600_000);
    const tokens = same.flatMap(({ firstTokenMs }) => (firstTokenMs === undefined ? [] : [firstTokenMs]));
    return { at, checkMs: median(same.map((run) => run.durationMs)) ?? 0, ...(tokens.length === 0 ? {} : { firstTokenMs: median(tokens) ?? 0 }) };
  });
  return { stack, states, hours, ...(judged === 0 ? {} : { available: long(states.filter(({ verdict }) => verdict === "pass" || verdict === "warn")) / judged }) };
}
