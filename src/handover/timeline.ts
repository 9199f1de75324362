import type { Result } from "../core/result.ts";
import type { Incident } from "../core/incident.ts";
import type { RunSummary } from "../core/store.ts";
import { cleanLine, span } from "../core/text.ts";

/** What is remembered of a stack: its runs, newest first, and its incidents. Empty where no store was asked. */
export interface Past {
  runs: readonly RunSummary[];
  incidents: readonly Incident[];
}

const iso = (ms: number): string => (Number.isFinite(ms) ? new Date(ms).toISOString() : "at an unknown time");
const good = (verdict: RunSummary["verdict"]): boolean => verdict === "pass" || verdict === "warn";

/** Since when it is as it is, as far as the stored runs tell. */
export function sinceWhen(result: Result, { runs, incidents }: Past): string[] {
  const at = Date.parse(result.startedAt);
  const before = runs.filter((run) => run.startedAt <= at && run.run !== result.run);
  const lastGood = before.find((run) => good(run.verdict));
  const streak = before.slice(0, lastGood === undefined ? before.length : before.indexOf(lastGood));
  const first = streak.at(-1);
  const codes = new Set(result.diagnosis.causes.map((cause) => cause.code));
  const incident = incidents.find((one) => one.closedAt === undefined && (codes.has(one.code) || one.code === "undecided"));
  return [
    `Seen in this run: ${iso(at)}.`,
    ...(good(result.verdict) ? [] : [first === undefined ? "No earlier run of this stack that saw trouble is stored." : `First stored run that saw trouble: ${iso(first.startedAt)} (${first.run}), ${span(at - first.startedAt)} before.`]),
    lastGood === undefined ? "No earlier run without trouble is stored." : `Last stored run without trouble: ${iso(lastGood.startedAt)} (${lastGood.run}).`,
    ...(incident === undefined ? [] : [`Incident ${incident.code} since ${iso(incident.since === 0 ? incident.openedAt : incident.since)}.${incident.changes.length === 0 ? "" : ` Changed since the last good run: ${incident.changes.map((change) => cleanLine(change, 200)).join("; ")}.`}`]),
  ];
}

/** Runs and incidents of the stack in one list, oldest first. */
export function timelineText(result: Result, { runs, incidents }: Past): string {
  const rows = [
    ...runs.map((run) => ({ at: run.startedAt, text: `run ${cleanLine(run.run, 130)}: ${run.verdict}, asked by ${run.trigger}, ${(run.durationMs / 1000).toFixed(1)} s` })),
    ...(runs.some((run) => run.run === result.run) ? [] : [{ at: Date.parse(result.startedAt), text: `run ${cleanLine(result.run, 130)}: ${result.verdict}, asked by ${result.trigger}, ${(result.durationMs / 1000).toFixed(1)} s` }]),
    ...incidents.flatMap((one) => [
      { at: one.openedAt, text: `incident ${one.code} opened: ${cleanLine(one.title, 200)}` },
      ...one.returns.map((at) => ({ at, text: `incident ${one.code} came back` })),
      ...(one.closedAt === undefined ? [] : [{ at: one.closedAt, text: `incident ${one.code} over` }]),
    ]),
  ].sort((a, b) => a.at - b.at);
  return `${rows.map(({ at, text }) => `${iso(at)}  ${text}${text.startsWith(`run ${cleanLine(result.run, 130)}:`) ? "   <- this packet" : ""}`).join("\n")}\n`;
}
