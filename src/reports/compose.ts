import { createHash } from "node:crypto";
import type { Incident, Silence, Watch } from "../core/incident.ts";
import type { Report, ReportRow, RowState, Trend } from "../core/report.ts";
import type { Expectation } from "../core/store.ts";
import { cleanLine, span } from "../core/text.ts";
import { availabilityOf, dayOf, hoursIn, middle } from "./trend.ts";

const dayMs = 86_400_000;
/** A certificate is worth an action from so many days before its end. */
const soonDays = 21;

/** Everything that is remembered, as a report needs it. */
export interface Remembered {
  watch: Watch | undefined;
  trend: Trend | undefined;
  /** Of this stack, open and closed. */
  incidents: readonly Incident[];
  /** Accepted in the configuration or in a chat. */
  expectations: readonly Pick<Expectation, "code" | "stack" | "reason" | "author" | "until">[];
  silence: Silence | undefined;
}

/** Puts a report together from what is remembered. Pure. */
export function composeReport(stacks: readonly { name: string; memory: Remembered }[], about: { now: number; since: number; due?: number; timeZone: string }): Report {
  const { now, since } = about;
  const rows = stacks.map(({ name, memory }) => rowOf(name, memory, now));
  const changes = stacks.flatMap(({ name, memory }) => [
    ...memory.incidents.filter((incident) => incident.kind === "cause" && incident.since > since).map((incident) => ({ stack: name, at: incident.since, text: `broke: ${incident.title} (${incident.code})` })),
    ...memory.incidents.filter((incident) => (incident.closedAt ?? 0) > since).map((incident) => ({ stack: name, at: incident.closedAt ?? 0, text: `${incident.accepted === undefined ? (incident.kind === "switch" ? "switched off" : "recovered") : "accepted"}: ${incident.title} (${incident.code}), after ${span((incident.closedAt ?? 0) - incident.since)}` })),
    ...(memory.trend?.changes ?? []).filter((change) => change.at > since).map((change) => ({ stack: name, ...change })),
  ]).toSorted((a, b) => a.at - b.at).map(({ stack, text }) => ({ stack, text: cleanLine(text, 240) }));
  const open = stacks.flatMap(({ memory }) => memory.incidents.filter((incident) => incident.closedAt === undefined));
  const expected = stacks.flatMap(({ memory }) => memory.expectations.filter((one) => one.until > now - dayMs)).map(({ stack, code, reason, author, until }) => ({ stack, code, reason, author, until })).toSorted((a, b) => a.until - b.until);
  const switches = open.filter((incident) => incident.kind === "switch").map((incident) => ({ stack: incident.stack, title: `${incident.title} (${incident.code})`, since: incident.since, by: incident.firstSeenBy }));
  return {
    at: now, timeZone: about.timeZone, since, rows, changes, expected, switches, ...(about.due === undefined ? {} : { due: about.due }),
    silences: stacks.flatMap(({ memory }) => (memory.silence === undefined ? [] : [{ stack: memory.silence.stack, until: memory.silence.until, reason: memory.silence.reason }])),
    actions: actionsOf(open, rows, expected, now),
  };
}

function rowOf(stack: string, memory: Remembered, now: number): ReportRow {
  const { trend } = memory;
  const day = hoursIn(trend, now - dayMs, now);
  const week = hoursIn(trend, now - 8 * dayMs, now - 7 * dayMs);
  const known = trend?.known;
  const { share, checks } = availabilityOf(day);
  const nearest = (known?.certificates ?? []).toSorted((a, b) => a.notAfter.localeCompare(b.notAfter))[0];
  const version = known?.seen["version of GitLab"]?.[""];
  const release = known?.seen["release of the gateway"]?.[""];
  return {
    stack, ...stateOf(memory, now), availability: share, checks,
    firstTokenMs: middle(day.flatMap((hour) => hour.first)), firstTokenBeforeMs: middle(week.flatMap((hour) => hour.first)),
    checkMs: middle(day.flatMap((hour) => hour.check)), checkBeforeMs: middle(week.flatMap((hour) => hour.check)),
    certificate: nearest === undefined ? undefined : { where: nearest.where, notAfter: nearest.notAfter, days: Math.floor((Date.parse(nearest.notAfter) - now) / dayMs) },
    versions: [...(version === undefined ? [] : [`GitLab ${version}`]), ...(release === undefined ? [] : [`gateway ${release}`]), ...new Set(Object.values(known?.seen["version of the model server"] ?? {}))],
    skew: version === undefined || release === undefined || minor(version) === minor(release) ? undefined : `the gateway is of ${minor(release)}, GitLab of ${minor(version)}`,
    day: dayOf(stack, trend, now, share),
  };
}

const minor = (version: string): string => /^\d+\.\d+/u.exec(version)?.[0] ?? version;

function stateOf({ watch, incidents, silence }: Remembered, now: number): { state: RowState; says: string } {
  if (watch === undefined || (watch.latest === undefined && watch.blindSince === undefined)) return { state: "unknown", says: "not checked yet" };
  const open = incidents.filter((incident) => incident.closedAt === undefined && incident.kind === "cause");
  const broken = open.map((incident) => `${incident.title} (${incident.code}), for ${span(now - incident.since)}${incident.flapping ? ", comes and goes" : ""}`).join("; ");
  if (watch.blindSince !== undefined) return { state: "blind", says: cleanLine(`not seen since ${span(now - watch.blindSince)}: ${watch.blindBecause ?? "the worker is offline"}${broken === "" ? "" : `; before that: ${broken}`}`, 300) };
  const verdict = watch.latest?.verdict ?? "unknown";
  const bad = open.length > 0 || verdict === "fail" || verdict === "undecided";
  if (silence !== undefined) return { state: bad ? "silenced" : verdict === "warn" ? "warn" : "pass", says: cleanLine(`maintenance until ${new Date(silence.until).toISOString().slice(0, 16).replace("T", " ")} UTC${broken === "" ? "" : `; ${broken}`}`, 300) };
  if (open.length > 0) return { state: open.every((incident) => incident.code === "undecided") ? "undecided" : "fail", says: cleanLine(broken, 300) };
  if (verdict === "fail" || verdict === "undecided") return { state: verdict, says: "the last check alone, so far" };
  return { state: verdict === "warn" ? "warn" : "pass", says: "" };
}

/** What to do first: what is broken for most, then what is open to everybody, then what will break. */
function actionsOf(open: readonly Incident[], rows: readonly ReportRow[], expected: Report["expected"], now: number): string[] {
  const rank: Readonly<Record<string, number>> = { outage: 3, degraded: 2, security: 1 };
  const broken = open.toSorted((a, b) => (rank[b.severity] ?? 0) - (rank[a.severity] ?? 0) || a.since - b.since).map((incident) => `${incident.stack}: ${incident.doNow ?? incident.title}`);
  const ending = rows.filter((row) => row.certificate !== undefined && row.certificate.days <= soonDays).map((row) => `${row.stack}: renew the certificate of ${row.certificate?.where ?? ""}, it ends in ${row.certificate?.days ?? 0} days`);
  const skewed = rows.filter((row) => row.skew !== undefined).map((row) => `${row.stack}: bring gateway and GitLab to one release, ${row.skew ?? ""}`);
  const lapsing = expected.filter((one) => one.until - now < 3 * dayMs).map((one) => `${one.stack}: mend ${one.code} or accept it anew, that lapses ${new Date(one.until).toISOString().slice(0, 10)}`);
  return [...broken, ...ending, ...skewed, ...lapsing].slice(0, 3).map((text) => cleanLine(text, 240));
}

/** Equal for two reports that tell the same: states, causes, versions, what is accepted; no times and no measurements. */
export function fingerprintOf(report: Report, incidents: readonly Incident[]): string {
  const open = incidents.filter((incident) => incident.closedAt === undefined).map((incident) => `${incident.stack} ${incident.code}`).toSorted();
  const what = [report.rows.map((row) => [row.stack, row.state, row.versions, row.skew, row.certificate === undefined ? "" : row.certificate.days <= soonDays ? row.certificate.where : ""]), open, report.expected.map((one) => [one.stack, one.code, one.until])];
  return createHash("sha256").update(JSON.stringify(what)).digest("hex").slice(0, 16);
}
