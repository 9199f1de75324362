import { createHash } from "node:crypto";
import { type Announcement, type Incident, type IncidentRules, undecidedCode, type Watch } from "../core/incident.ts";
import { span } from "../core/text.ts";
import type { Sighting, Trouble } from "./sighting.ts";
import { changesBetween } from "../core/vitals.ts";

/**
 * The memory of one stack and one more run give the next memory and what people are told. Pure: the same run taken in twice, or one that
 * began shortly before another that was taken in, changes nothing.
 */

const rank: Readonly<Record<string, number>> = { info: 0, warning: 1, security: 2, degraded: 3, outage: 4 };
const severer = (a: string, b: string): boolean => (rank[a] ?? 0) > (rank[b] ?? 0);
const keptRuns = 50;
const keptProcessed = 100;
const recentRuns = 10;
/** Runs that began so far apart cannot have met: what seems that much older comes from a clock that was set back, and is the news. */
const overlapMs = 15 * 60_000;
/** Of the latest ten runs: so many that saw it and did not see it in turn make it an incident that comes and goes. */
const comesAndGoes = 4;

export interface Step {
  watch: Watch;
  announcements: Announcement[];
  /** Something is on the way to a threshold: another look soon would settle it. */
  unsure: boolean;
}

export function takeIn(before: Watch, sighting: Sighting, rules: IncidentRules, silenced: boolean): Step {
  const behind = before.lastAt - sighting.at;
  if (before.processed.includes(sighting.run) || (behind > 0 && behind <= overlapMs)) return { watch: before, announcements: [], unsure: false };
  const base: Watch = { ...before, lastAt: sighting.at, processed: [...before.processed, sighting.run].slice(-keptProcessed) };
  if (sighting.blind !== undefined) return { watch: { ...base, blindSince: before.blindSince ?? sighting.at, blindBecause: sighting.blind }, announcements: [], unsure: false };
  const { blindSince: _since, blindBecause: _because, ...seeing } = base;

  const tell = openTelling(sighting.at, silenced);
  const codes = sighting.troubles.map((trouble) => trouble.code);
  const recent = [...before.recent, codes].slice(-recentRuns);
  const open = before.incidents.filter((incident) => incident.closedAt === undefined);
  const closed = before.incidents.filter((incident) => incident.closedAt !== undefined && sighting.at - incident.closedAt <= rules.flapWindowMs);
  const isNew = (trouble: Trouble): boolean => !open.some((incident) => incident.code === trouble.code);
  const newcomers = sighting.troubles.filter(isNew);

  const next: Incident[] = [];
  for (const incident of open) {
    const trouble = sighting.troubles.find((one) => one.code === incident.code);
    const accepted = sighting.accepted.find((one) => one.code === incident.code);
    if (trouble !== undefined) next.push(seeAgain(incident, trouble, sighting, tell));
    else if (accepted !== undefined) next.push(tell({ ...incident, closedAt: sighting.at, accepted: accepted.reason, missed: 0 }, "accepted", `Accepted for now: ${accepted.reason}`, false));
    else {
      const promised = open.filter((other) => other !== incident).flatMap((other) => (other.next === undefined ? [] : [other.next.code]));
      const heir = incident.kind === "cause" ? takeHeir(incident, newcomers, promised) : undefined;
      next.push(heir === undefined ? miss(incident, sighting, rules, tell) : succeed(incident, heir, sighting, rules, tell));
    }
  }

  const pending: Watch["pending"] = {};
  for (const trouble of newcomers) {
    const known = before.pending[trouble.code];
    const count = { runs: (known?.runs ?? 0) + 1, at: known?.at ?? sighting.at, ...(known === undefined ? (sighting.by === undefined ? {} : { by: sighting.by }) : known.by === undefined ? {} : { by: known.by }) };
    const needed = trouble.kind === "switch" ? 1 : trouble.code === undecidedCode ? rules.failAfter + 1 : rules.failAfter;
    const flickers = trouble.kind === "cause" && recent.filter((one) => one.includes(trouble.code)).length >= comesAndGoes && turnsOf(recent, trouble.code) >= comesAndGoes;
    if (count.runs < needed && !flickers) pending[trouble.code] = count;
    else next.push(begin(trouble, count, { closed, watch: before, sighting, rules, flickers, tell }));
  }

  const reminded = next.map((incident) => remind(incident, sighting.at, rules, tell));
  const kept = closed.filter((old) => !reminded.some((incident) => incident.id === old.id));
  const sound = sighting.verdict === "pass" || sighting.verdict === "warn";
  const watch: Watch = {
    ...seeing, pending, recent, incidents: [...reminded, ...kept],
    latest: { run: sighting.run, at: sighting.at, verdict: sighting.verdict, ...(sighting.vitals === undefined ? {} : { vitals: sighting.vitals }) },
    ...(sound ? { good: { run: sighting.run, at: sighting.at, ...(sighting.vitals === undefined ? {} : { vitals: sighting.vitals }) } } : {}),
  };
  const unsure = Object.keys(pending).length > 0 || reminded.some((incident) => incident.closedAt === undefined && (incident.missed > 0 || incident.next !== undefined));
  return { watch: { ...watch, outbox: [...before.outbox, ...tell.told] }, announcements: tell.told, unsure };
}

type Tell = ((incident: Incident, kind: Announcement["kind"], line: string | undefined, broadcast: boolean) => Incident) & { told: Announcement[]; silenced: boolean };

function openTelling(at: number, silenced: boolean): Tell {
  const told: Announcement[] = [];
  const tell = (incident: Incident, kind: Announcement["kind"], line: string | undefined, broadcast: boolean): Incident => {
    // Nobody has heard of it yet: in a silence, nobody will.
    if (!incident.announced && (silenced || kind !== "opened")) return incident;
    const numbered: Incident = { ...incident, seq: incident.seq + 1, ...(kind === "updated" ? {} : { remindedAt: at }) };
    told.push({ incident: incident.id, seq: numbered.seq, kind, at, broadcast: broadcast && !silenced, incidentThen: numbered, ...(line === undefined ? {} : { line }) });
    return numbered;
  };
  return Object.assign(tell, { told, silenced });
}

function seeAgain(incident: Incident, trouble: Trouble, sighting: Sighting, tell: Tell): Incident {
  const raised = severer(trouble.severity, incident.peak);
  const { next: _next, ...rest } = incident;
  const changed = trouble.severity !== incident.severity || trouble.breaks.join() !== incident.breaks.join() || trouble.models.join() !== incident.models.join();
  const seen: Incident = { ...rest, ...about(trouble), peak: raised ? trouble.severity : incident.peak, missed: 0, lastSeenAt: sighting.at, runs: [...incident.runs, sighting.run].slice(-keptRuns) };
  if (!incident.announced) return announce(seen, tell);
  if (raised) return tell(seen, "raised", `Worse: ${incident.severity} → ${trouble.severity}. ${trouble.title}`, true);
  return changed ? tell(seen, "updated", undefined, false) : seen;
}

/** The newcomer that takes an incident over: the one that is on its way already, else the first. It is taken out of the list. */
function takeHeir(incident: Incident, newcomers: Trouble[], promised: readonly string[]): Trouble | undefined {
  const known = newcomers.findIndex((trouble) => trouble.code === incident.next?.code);
  const place = known === -1 ? newcomers.findIndex((trouble) => trouble.kind === "cause" && !promised.includes(trouble.code)) : known;
  return place === -1 ? undefined : newcomers.splice(place, 1)[0];
}

function succeed(incident: Incident, trouble: Trouble, sighting: Sighting, rules: IncidentRules, tell: Tell): Incident {
  const runs = incident.next?.code === trouble.code ? incident.next.runs + 1 : 1;
  const still: Incident = { ...incident, missed: 0, lastSeenAt: sighting.at, runs: [...incident.runs, sighting.run].slice(-keptRuns), next: { code: trouble.code, runs } };
  const { next: _next, ...rest } = still;
  // A run that cannot tell takes nothing back; one that can tell needs no second.
  if (trouble.code === undecidedCode) return incident.announced ? rest : announce(rest, tell);
  if (runs < (incident.code === undecidedCode ? 1 : rules.failAfter)) return incident.announced ? still : announce(still, tell);
  const raised = severer(trouble.severity, incident.peak);
  const changed: Incident = { ...rest, ...about(trouble), peak: raised ? trouble.severity : incident.peak, causes: [...incident.causes, { code: trouble.code, title: trouble.title, at: sighting.at }].slice(-20) };
  return tell(changed, "changed", `The cause is another now: ${incident.code} → ${trouble.code}. ${trouble.title}`, raised);
}

function miss(incident: Incident, sighting: Sighting, rules: IncidentRules, tell: Tell): Incident {
  const missed = incident.missed + 1;
  const { next: _next, ...rest } = incident;
  const needed = incident.kind === "switch" ? 1 : incident.flapping ? rules.recoverAfter * 3 : rules.recoverAfter;
  if (missed < needed) return { ...rest, missed };
  const over: Incident = { ...rest, missed, closedAt: sighting.at, severity: incident.severity };
  return tell(over, "recovered", incident.kind === "switch" ? `Off again after ${span(sighting.at - incident.since)}` : `Recovered after ${span(sighting.at - incident.since)}`, true);
}

interface Beginning {
  closed: readonly Incident[];
  watch: Watch;
  sighting: Sighting;
  rules: IncidentRules;
  flickers: boolean;
  tell: Tell;
}

function begin(trouble: Trouble, count: { at: number; by?: string | undefined }, { closed, watch, sighting, rules, flickers, tell }: Beginning): Incident {
  const last = closed.filter((incident) => incident.code === trouble.code && incident.accepted === undefined).toSorted((a, b) => (b.closedAt ?? 0) - (a.closedAt ?? 0))[0];
  if (last !== undefined) {
    const { closedAt, ...rest } = last;
    const returns = [...last.returns, sighting.at].filter((at) => sighting.at - at <= rules.flapWindowMs * 2);
    const flapping = last.flapping || returns.length >= rules.flapAfter || flickers;
    const back: Incident = { ...rest, ...about(trouble), returns, flapping, missed: 0, lastSeenAt: sighting.at, runs: [...last.runs, sighting.run].slice(-keptRuns) };
    if (!back.announced) return announce(back, tell);
    const pause = span(sighting.at - (closedAt ?? sighting.at));
    if (flapping && !last.flapping) return tell(back, "flapping", `It comes and goes: back after ${pause}. From now on it is called over only when it stays away for ${rules.recoverAfter * 3} checks`, true);
    return tell(back, "returned", `Back after ${pause}`, true);
  }
  const good = watch.good;
  const fresh: Incident = {
    stack: sighting.stack, openedAt: sighting.at, lastSeenAt: sighting.at, runs: [sighting.run], kind: trouble.kind, ...about(trouble),
    id: `i-${createHash("sha256").update(JSON.stringify([sighting.stack, trouble.code, sighting.run])).digest("hex").slice(0, 10)}`,
    since: count.at, ...(count.by === undefined ? {} : { firstSeenBy: count.by }),
    changes: good?.vitals === undefined || sighting.vitals === undefined ? [] : changesBetween(good.vitals, sighting.vitals).slice(0, 8),
    ...(good === undefined ? {} : { lastGoodAt: good.at }),
    causes: [{ code: trouble.code, title: trouble.title, at: sighting.at }], peak: trouble.severity, missed: 0, returns: [], flapping: flickers, announced: false, remindedAt: sighting.at, seq: 0,
  };
  return announce(fresh, tell);
}

function announce(incident: Incident, tell: Tell): Incident {
  return tell.silenced ? incident : { ...tell({ ...incident, announced: true }, "opened", undefined, false) };
}

function remind(incident: Incident, at: number, rules: IncidentRules, tell: Tell): Incident {
  const every = incident.kind === "switch" ? rules.nagEveryMs : rules.remindEveryMs;
  if (incident.closedAt !== undefined || !incident.announced || tell.silenced || at - incident.remindedAt < every) return incident;
  return tell(incident, "reminder", incident.kind === "switch" ? `Still on, for ${span(at - incident.since)} now` : `Still ${incident.severity === "outage" ? "broken" : "there"}, for ${span(at - incident.since)} now`, incident.kind === "switch");
}

function about(trouble: Trouble): Pick<Incident, "code" | "title" | "severity" | "hop" | "breaks" | "models" | "doNow"> {
  return { code: trouble.code, title: trouble.title, severity: trouble.severity, hop: trouble.hop, breaks: [...trouble.breaks], models: [...trouble.models], doNow: trouble.doNow };
}

/** How often a code came or went over the latest runs. */
function turnsOf(recent: readonly (readonly string[])[], code: string): number {
  const seen = recent.map((codes) => codes.includes(code));
  return seen.filter((one, place) => place > 0 && one !== seen[place - 1]).length;
}
