import { type Facts, rungs, type Rung } from "../core/fact.ts";
import type { Verdict } from "../core/hop.ts";
import type { CauseRule, CheckRule } from "../core/rule.ts";
import type { Level } from "../core/truth.ts";
import { finish, type Steps } from "../core/steps.ts";
import { type Context, type Index, indexFacts, keyOf, readFacts, seeFacts } from "./view.ts";

/** How one cause stands after judging. `open`: a fact that would tell is missing. */
export interface JudgedCause {
  code: string;
  subject?: string;
  level: Level | "open" | "excluded";
  evidence: readonly string[];
  missing: readonly string[];
  /** What each alternative of its proof that would say more still waits for. */
  awaits: readonly (readonly string[])[];
}

export interface JudgedCheck {
  id: string;
  subject?: string;
  verdict: Verdict;
  reason: string;
  evidence: readonly string[];
  missing: readonly string[];
  blockedBy?: string;
  /** Codes that its failure shows itself in. */
  codes?: readonly string[];
  /** Codes of causes that explain it, for what a person reported. */
  suspects?: readonly string[];
  /** None of its outcomes held: what was seen does not answer the question. */
  unanswered?: true;
}

/** A rule that threw: our own fault, never the target's (DT914). */
export interface BrokenRule {
  rule: string;
  error: string;
}

const levels: readonly Level[] = ["proven", "likely", "suspect"];

/** Judges one cause on the facts as one subject sees them. */
export function judgeCause<V>(cause: CauseRule<V>, index: Index, context: Context): JudgedCause {
  const see = seeFacts<V>(index, context);
  const head = { code: cause.code, ...(context.subject === undefined ? {} : { subject: context.subject }) };
  if (cause.unless?.(see).truth === "holds") return { ...head, level: "excluded", evidence: [], missing: [], awaits: [] };
  const alternatives = cause.proof(see);
  const open = alternatives.filter((alternative) => alternative.term.truth === "open");
  const awaits = (above: number): JudgedCause["awaits"] => open.filter((alternative) => levels.indexOf(alternative.level) < above).map((alternative) => alternative.term.missing);
  for (const [height, level] of levels.entries()) {
    const holding = alternatives.filter((alternative) => alternative.level === level && alternative.term.truth === "holds");
    if (holding.length > 0) return { ...head, level, evidence: [...new Set(holding.flatMap((alternative) => alternative.term.evidence))], missing: [], awaits: awaits(height) };
  }
  const missing = [...new Set(open.flatMap((alternative) => alternative.term.missing))];
  return { ...head, level: open.length > 0 ? "open" : "excluded", evidence: [], missing, awaits: awaits(levels.length) };
}

/** Models that the facts speak about, in a stable order. */
export function subjectsOf(facts: Facts): string[] {
  return [...new Set(facts.map((fact) => fact.subject).filter((subject) => subject !== undefined))].sort();
}

interface JudgedCauses {
  causes: JudgedCause[];
  broken: BrokenRule[];
}

export const judgeCauses = <V>(causes: Readonly<Record<string, CauseRule<V>>>, facts: Facts, context: Context): JudgedCauses => finish(judgeCausesInSteps(causes, facts, context));

export function* judgeCausesInSteps<V>(causes: Readonly<Record<string, CauseRule<V>>>, facts: Facts, context: Context): Steps<JudgedCauses> {
  const index = indexFacts(facts);
  const subjects = subjectsOf(facts);
  const judged: JudgedCause[] = [];
  const broken: BrokenRule[] = [];
  for (const cause of Object.values(causes)) {
    // Where no model is known at all, what shows of the whole leg may still speak for a fault of one.
    for (const subject of cause.per === "model" && subjects.length > 0 ? subjects : [undefined]) {
      try {
        judged.push(judgeCause(cause, index, { ...context, subject }));
      } catch (error) {
        broken.push({ rule: cause.code, error: String(error) });
      }
      yield;
    }
  }
  return { causes: judged, broken };
}

interface JudgedChecks {
  checks: JudgedCheck[];
  broken: BrokenRule[];
}

/** Judges all checks in the order of their `after`. */
export const judgeChecks = <V>(checks: Readonly<Record<string, CheckRule<V>>>, facts: Facts, context: Context): JudgedChecks => finish(judgeChecksInSteps(checks, facts, context));

export function* judgeChecksInSteps<V>(checks: Readonly<Record<string, CheckRule<V>>>, facts: Facts, context: Context): Steps<JudgedChecks> {
  const index = indexFacts(facts);
  const subjects = subjectsOf(facts);
  const done = new Map<string, JudgedCheck[]>();
  const broken: BrokenRule[] = [];

  // Not to be seen from here, as the rule itself says; a rule that broke stops nobody else.
  const unknowable = (entry: JudgedCheck): boolean => entry.verdict === "unknown" && !broken.some(({ rule }) => rule === entry.id);

  /** Where a row of checks that hold one another up begins. */
  const firstBlocker = (id: string): string => {
    const before = (done.get(id) ?? []).find((entry) => entry.blockedBy !== undefined)?.blockedBy;
    return before === undefined ? id : firstBlocker(before);
  };

  const judgeOne = (id: string, check: CheckRule<V>, subject: string | undefined): JudgedCheck => {
    const head = { id, ...(subject === undefined ? {} : { subject }) };
    const blocker = check.after?.find((before) => {
      const verdicts = (done.get(before) ?? []).filter((entry) => entry.subject === undefined || subject === undefined || entry.subject === subject);
      return verdicts.length > 0 && verdicts.every((entry) => entry.verdict === "fail" || entry.verdict === "blocked" || unknowable(entry));
    });
    if (blocker !== undefined) {
      const first = firstBlocker(blocker);
      return { ...head, verdict: "blocked", reason: `not judged: "${checks[first]?.title ?? first}" ${(done.get(first) ?? []).some(unknowable) ? "could not be seen" : "does not hold"}`, evidence: [], missing: [], blockedBy: blocker };
    }
    try {
      const outcomes = check.judge(seeFacts<V>(index, { ...context, subject }));
      const hit = outcomes.find((outcome) => outcome.when.truth === "holds");
      if (hit !== undefined) {
        const codes = hit.verdict === "fail" ? (check.codes?.(readFacts<V>(index, subject)) ?? []) : [];
        return { ...head, verdict: hit.verdict, reason: hit.reason, evidence: hit.when.evidence, missing: [], ...(codes.length === 0 ? {} : { codes }) };
      }
      const missing = [...new Set(outcomes.flatMap((outcome) => outcome.when.missing))];
      return { ...head, verdict: "skip", reason: missing.length === 0 ? whyNot(outcomes.flatMap((outcome) => outcome.when.reads), subject, index) : whyMissing(missing, index), evidence: [], missing, unanswered: true };
    } catch (error) {
      broken.push({ rule: id, error: String(error) });
      return { ...head, verdict: "unknown", reason: "duo-triage itself failed to judge this", evidence: [], missing: [] };
    }
  };

  for (const id of orderChecks(checks)) {
    const check = checks[id];
    if (check === undefined) continue;
    done.set(id, (check.per === "model" ? subjects : [undefined]).map((subject) => judgeOne(id, check, subject)));
    yield;
  }
  return { checks: [...done.values()].flat(), broken };
}

/** Checks in an order that respects `after`; the registry's own order otherwise. */
export function orderChecks<V>(checks: Readonly<Record<string, CheckRule<V>>>): string[] {
  const order: string[] = [];
  const visiting = new Set<string>();
  const visit = (id: string): void => {
    if (order.includes(id) || visiting.has(id) || checks[id] === undefined) return;
    visiting.add(id);
    for (const before of checks[id].after ?? []) visit(before);
    visiting.delete(id);
    order.push(id);
  };
  for (const id of Object.keys(checks)) visit(id);
  return order;
}

/** What a configuration needs for each rung, in words. */
export const rungNames = { none: "no token", user: "a GitLab token (scope read_api)", "ai-features": "a GitLab token with scope ai_features or api", admin: "an administrator's token with scope api" } as const;

/** The token of this run was seen to reach this rung. */
export function reaches(rung: Rung, index: Index): boolean {
  const has = (index.get("gitlab/token")?.value as { rung?: Rung } | undefined)?.rung;
  return rung !== "none" && has !== undefined && rungs.indexOf(has) >= rungs.indexOf(rung);
}

/** The plainest reason why a fact that a rule wanted is not there. */
export function whyMissing(keys: readonly string[], index: Index): string {
  for (const key of keys) {
    const absence = index.get(key)?.absent;
    if (absence === undefined) continue;
    // GitLab answers null both for "not allowed" and for "broken": a token that has the right is not what is missing.
    if (absence.reason === "not-permitted") return reaches(absence.rung, index) ? `GitLab told nothing of it, although the token reaches far enough (${rungNames[absence.rung]})` : `needs ${rungNames[absence.rung]}`;
    if (absence.reason === "not-asked") return absence.because;
    if (absence.reason === "over-budget") return "the time of this run was over";
    if (absence.reason === "broke") return "duo-triage itself failed here";
    if (absence.reason === "blocked") {
      const root = rootOf(absence.by, index);
      if (root !== undefined) return root;
    }
  }
  return "was not seen in this run";
}

/** Why a question stays without an answer though no fact is missing. */
function whyNot(reads: readonly string[], subject: string | undefined, index: Index): string {
  for (const id of new Set(reads)) {
    const absence = ((subject === undefined ? undefined : index.get(keyOf(id, subject))) ?? index.get(id))?.absent;
    if (absence?.reason === "not-applicable") return `does not apply here: ${absence.because}`;
  }
  return "nothing that was seen in this run decides it";
}

function rootOf(key: string, index: Index, depth = 0): string | undefined {
  const found = index.get(key);
  if (found === undefined || depth > 12) return undefined;
  // What was seen there is itself why nothing behind it was asked.
  if (found.absent === undefined) return `nothing was asked there: ${found.said}`;
  if (found.absent.reason === "blocked") return rootOf(found.absent.by, index, depth + 1);
  if (found.absent.reason === "not-applicable") return found.absent.because;
  return whyMissing([keyOf(found.id, found.subject)], index);
}
