import type { Announcement, Incident } from "../core/incident.ts";
import { undecidedCode } from "../core/incident.ts";
import type { Block, Mark, Reply } from "../core/reply.ts";
import { span } from "../core/text.ts";
import { featureNames } from "./verdict.ts";

const markOf = (incident: Incident): Mark => (incident.closedAt !== undefined ? (incident.accepted === undefined ? "pass" : "expected") : incident.kind === "switch" ? "warn" : incident.code === undecidedCode ? "undecided" : "fail");

/** Who is hit, from the feature map: `Chat, Code Suggestions (completion)`. */
export function blastRadius(incident: Pick<Incident, "breaks" | "models">): string {
  const features = incident.breaks.map((feature) => featureNames[feature] ?? feature.replaceAll("-", " "));
  return `${features.length === 0 ? "not known" : features.join(", ")}${incident.models.length === 0 ? "" : ` (model ${incident.models.join(", ")})`}`;
}

const minuteOf = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ");

function stateWord(incident: Incident, at: number): string {
  if (incident.accepted !== undefined) return "ACCEPTED";
  if (incident.closedAt !== undefined) return `${incident.kind === "switch" ? "OFF AGAIN" : "RECOVERED"} after ${span(incident.closedAt - incident.since)}`;
  if (incident.flapping) return "COMES AND GOES";
  if (incident.returns.length > 0) return "BACK";
  return at - incident.since >= 60 * 60_000 ? `STILL (${span(at - incident.since)})` : "NEW";
}

/** The one message of an incident, as it reads at `at`: what changed leads, then cause, who is hit, what to do, since when. */
export function sayIncident(incident: Incident, at: number): Reply {
  const subject = incident.kind === "switch" ? `${incident.title}` : incident.code === undecidedCode ? "something is broken" : `${incident.severity === "outage" ? "broken" : "degraded"}: ${incident.title}`;
  const blocks: Block[] = [{ kind: "headline", mark: markOf(incident), text: `${stateWord(incident, at)} · Duo on ${incident.stack}: ${subject}` }];
  const open = incident.closedAt === undefined;
  if (open && incident.changes.length > 0) blocks.push({ kind: "fact", label: incident.lastGoodAt === undefined ? "What changed" : `Changed since it was well (${minuteOf(incident.lastGoodAt)} UTC)`, text: incident.changes.slice(0, 4).join("; ") });
  blocks.push({ kind: "fact", label: incident.kind === "switch" ? "Left on" : "Cause", text: incident.code === undecidedCode ? incident.title : `${incident.title} (${incident.code})` });
  if (incident.kind === "cause") blocks.push({ kind: "fact", label: open ? "Who is hit" : "Who was hit", text: blastRadius(incident) });
  if (open && incident.doNow !== undefined) blocks.push({ kind: "fact", label: "Do now", text: incident.doNow });
  const before = incident.causes.slice(0, -1).map((cause) => cause.code);
  const facts = [
    `since ${minuteOf(incident.since)} UTC`,
    ...(open ? [] : [incident.accepted === undefined ? `over ${minuteOf(incident.closedAt ?? at)} UTC` : `accepted: ${incident.accepted}`]),
    ...(incident.firstSeenBy === undefined ? [] : [`first seen by a check of ${incident.firstSeenBy}`]),
    ...(before.length === 0 ? [] : [`before: ${before.join(", ")}`]),
    ...(incident.returns.length === 0 ? [] : [`came back ${incident.returns.length} ${incident.returns.length === 1 ? "time" : "times"}`]),
    `incident ${incident.id}`, `run ${incident.runs.at(-1) ?? ""}`,
  ];
  blocks.push({ kind: "note", text: facts.join(" · ") });
  const run = incident.runs.at(-1);
  const actions = open && run !== undefined ? [{ id: "why", label: "Show evidence", value: run }, { id: "steps", label: "Fix steps", value: run }, { id: "check", label: "Check now", value: incident.stack }] : [];
  return { slot: "card", audience: "everyone", blocks, ...(actions.length === 0 ? {} : { actions }) };
}

/** One line of an incident's thread. */
export function sayAnnouncement(announcement: Announcement): Reply | undefined {
  const { line, incidentThen: incident } = announcement;
  if (line === undefined) return undefined;
  const marks: Partial<Record<Announcement["kind"], Mark>> = { recovered: "pass", accepted: "expected", reminder: "info", changed: "info" };
  return { slot: "line", audience: "everyone", blocks: [{ kind: "headline", mark: marks[announcement.kind] ?? markOf(incident), text: `Duo on ${incident.stack}: ${line}` }] };
}
