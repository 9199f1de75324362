import { wallText } from "../core/cadence.ts";
import type { Block, Mark, Reply } from "../core/reply.ts";
import type { Report, ReportRow, RowState } from "../core/report.ts";
import { seconds, span } from "../core/text.ts";

const marks: Record<RowState, Mark> = { pass: "pass", warn: "warn", fail: "fail", undecided: "undecided", blind: "unknown", unknown: "unknown", silenced: "skip" };
const order: readonly RowState[] = ["fail", "undecided", "blind", "unknown", "silenced", "warn", "pass"];
const mostRows = 20;
const mostChanges = 8;
const mostDrawn = 8;
/** Later than this a report says so. */
const lateMs = 60_000;

/** The regular report: one overall line, a row per stack, what changed, what is accepted and left on, at most three actions. */
export function sayReport(report: Report): Reply {
  const { rows } = report;
  const well = rows.filter((row) => row.state === "pass" || row.state === "warn").length;
  const worst = order.find((state) => rows.some((row) => row.state === state)) ?? "unknown";
  const blocks: Block[] = [{ kind: "headline", mark: marks[worst], text: `Duo: ${rows.length === 0 ? "no stack is configured" : well === rows.length ? `${rows.length === 1 ? `${rows[0]?.stack ?? ""} works` : `all ${rows.length} stacks work`}` : `${well} of ${rows.length} ${rows.length === 1 ? "stack" : "stacks"} working`} · ${wallText(report.timeZone, report.at)} ${report.timeZone}` }];
  if (report.due !== undefined && report.at - report.due > lateMs) blocks.push({ kind: "note", text: `Late by ${span(report.at - report.due)}: it was due at ${wallText(report.timeZone, report.due)}, when duo-triage was not running or could not post` });
  const sorted = [...rows].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.stack.localeCompare(b.stack, "en"));
  for (const row of sorted.slice(0, mostRows)) blocks.push({ kind: "check", mark: marks[row.state], title: row.stack, text: sayRow(row) });
  if (sorted.length > mostRows) blocks.push({ kind: "note", text: `and ${sorted.length - mostRows} more: ${countStates(sorted.slice(mostRows))}` });

  blocks.push({ kind: "section", title: `What changed since ${wallText(report.timeZone, report.since)}` });
  if (report.changes.length === 0) blocks.push({ kind: "note", text: "nothing" });
  for (const { stack, text } of report.changes.slice(-mostChanges)) blocks.push({ kind: "note", text: rows.length === 1 ? text : `${stack}: ${text}` });
  if (report.changes.length > mostChanges) blocks.push({ kind: "note", text: `and ${report.changes.length - mostChanges} earlier ones` });

  if (report.switches.length + report.expected.length + report.silences.length > 0) blocks.push({ kind: "section", title: "Accepted, silenced and left on" });
  for (const one of report.switches) blocks.push({ kind: "fact", label: `Left on, ${one.stack}`, text: `${one.title}, for ${span(report.at - one.since)}${one.by === undefined ? "" : `; first seen by a check of ${one.by}`}` });
  for (const one of report.expected) blocks.push({ kind: "fact", label: `Accepted, ${one.stack}`, text: `${one.code} ${one.until <= report.at ? "LAPSED" : "until"} ${wallText(report.timeZone, one.until).slice(0, 10)}, ${one.author}: ${one.reason}` });
  for (const one of report.silences) blocks.push({ kind: "fact", label: `Silenced, ${one.stack}`, text: `until ${wallText(report.timeZone, one.until)}: ${one.reason}` });

  if (report.actions.length > 0) blocks.push({ kind: "section", title: "Do first" }, ...report.actions.map((text, place): Block => ({ kind: "note", text: `${place + 1}. ${text}` })));
  const drawn = sorted.slice(0, mostDrawn).map((row) => row.day).filter((day) => day.states.length > 0);
  if (drawn.length > 0) blocks.push({ kind: "day", day: { from: report.at - 24 * 3_600_000, to: report.at, timeZone: report.timeZone, stacks: drawn } });
  return { slot: "report", audience: "everyone", blocks };
}


/** A measurement, and how it differs from the same hours a week ago where that is known. */
function against(now: number, before: number | undefined): string {
  if (before === undefined) return seconds(now);
  const change = Math.round(((now - before) / Math.max(before, 1)) * 100);
  return `${seconds(now)} (${Math.abs(change) < 10 ? "as" : `${change > 0 ? "+" : "−"}${Math.abs(change)} % against`} last week)`;
}

function sayRow(row: ReportRow): string {
  const parts = [
    row.says,
    row.availability === undefined ? "no checks in 24 h" : `up ${share(row.availability)} of ${row.checks} checks in 24 h`,
    row.firstTokenMs === undefined ? "" : `first word ${against(row.firstTokenMs, row.firstTokenBeforeMs)}`,
    row.checkMs === undefined ? "" : `check ${against(row.checkMs, row.checkBeforeMs)}`,
    row.certificate === undefined ? "" : `next certificate to end: ${row.certificate.where}, ${row.certificate.notAfter.slice(0, 10)}${row.certificate.days < 30 ? ` (in ${row.certificate.days} d)` : ""}`,
    row.versions.join(", "), row.skew ?? "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** Never rounded up to 100 %. */
const share = (value: number): string => (value === 1 ? "100 %" : `${Math.min(99.9, Math.floor(value * 1000) / 10).toFixed(1)} %`);

function countStates(rows: readonly ReportRow[]): string {
  return order.map((state) => [state, rows.filter((row) => row.state === state).length] as const).filter(([, many]) => many > 0).map(([state, many]) => `${many} ${state}`).join(", ");
}
