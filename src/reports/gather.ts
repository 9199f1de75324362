import type { Incident } from "../core/incident.ts";
import { silencesOf, trendsOf, watchesOf } from "../core/kept.ts";
import type { Report } from "../core/report.ts";
import type { Expectation, Store } from "../core/store.ts";
import { composeReport, fingerprintOf, type Remembered } from "./compose.ts";

export interface GatherDesk {
  store: Store;
  /** Stacks under care, with what their configuration accepts. */
  stacks: readonly { name: string; expect: readonly { code: string; reason: string; until: string }[] }[];
}

/** Reads what is remembered of some stacks (none named: all) and makes a report of it. */
export async function gatherReport(desk: GatherDesk, names: readonly string[], about: { now: number; since: number; due?: number; timeZone: string }): Promise<{ report: Report; fingerprint: string }> {
  const { store } = desk;
  const [trends, watches] = [trendsOf(store), watchesOf(store)];
  const wanted = desk.stacks.filter((stack) => names.length === 0 || names.includes(stack.name));
  const [incidents, accepted, silences] = await Promise.all([store.incidents.list(2_000), store.expectations.list(1_000), silencesOf(store).list(1_000)]);
  const stacks: { name: string; memory: Remembered }[] = [];
  for (const { name, expect } of wanted) {
    const [watch, trend] = await Promise.all([watches.get(name), trends.get(name)]);
    const own: Incident[] = incidents.map(({ document }) => document).filter((incident) => incident.stack === name);
    const configured = expect.map(({ code, reason, until }) => ({ stack: name, code, reason, author: "configuration", until: Date.parse(`${until}T23:59:59.999Z`) }));
    const said: Expectation[] = accepted.map(({ document }) => document).filter((one) => one.stack === name);
    const silence = silences.map(({ document }) => document).filter((one) => one.stack === name && one.from <= about.now && about.now < one.until).toSorted((a, b) => b.until - a.until)[0];
    stacks.push({ name, memory: { watch, trend, incidents: own, expectations: [...configured, ...said], silence } });
  }
  const report = composeReport(stacks, about);
  return { report, fingerprint: fingerprintOf(report, stacks.flatMap(({ memory }) => [...memory.incidents])) };
}
