import { hops } from "../core/hop.ts";
import type { CauseRule } from "../core/rule.ts";
import type { JudgedCause, JudgedCheck } from "./judge.ts";

/** A cause with the subjects for which it was judged as high as asked. */
export interface Candidate<V> {
  rule: CauseRule<V>;
  judged: JudgedCause[];
}

/** The pseudo-check that stands for a reported code or symptom. */
export const reportedId = (code: string): string => `reported/${code}`;

/** A cause about one model explains checks about that model and about the whole stack; one about the stack explains both. */
export function explains<V>(one: Candidate<V>, check: JudgedCheck): boolean {
  if (check.id.startsWith("reported/")) return one.rule.explains.codes.includes(check.id.slice("reported/".length)) || check.suspects?.includes(one.rule.code) === true;
  if (!one.rule.explains.checks.includes(check.id) && check.codes?.some((code) => one.rule.explains.codes.includes(code)) !== true) return false;
  return check.subject === undefined || one.judged.some((judged) => judged.subject === undefined || judged.subject === check.subject);
}

const hopPlace = (hop: string): number => hops.indexOf(hop as (typeof hops)[number]);
const severityPlace = { outage: 0, degraded: 1, security: 2, warning: 3, info: 4 } as const;

/** Proven first, then the worst, then the nearest to the user. */
export function order<V>(a: Candidate<V>, b: Candidate<V>): number {
  const level = (one: Candidate<V>): number => (one.judged[0]?.level === "proven" ? 0 : 1);
  return level(a) - level(b) || severityPlace[a.rule.severity] - severityPlace[b.rule.severity] || hopPlace(a.rule.hop) - hopPlace(b.rule.hop) || a.rule.code.localeCompare(b.rule.code, "en");
}

/**
 * Greedy smallest cover of the unexplained checks by likely causes. Two that explain the same and call each other rivals are not chosen
 * between: they are handed back as tied.
 */
export function coverWith<V>(pool: readonly Candidate<V>[], unexplained: readonly JudgedCheck[]): { chosen: Candidate<V>[]; tied: Candidate<V>[] } {
  const chosen: Candidate<V>[] = [];
  const tied: Candidate<V>[] = [];
  let left = [...unexplained];
  let rest = [...pool];
  while (left.length > 0) {
    const reach = (one: Candidate<V>): number => left.filter((check) => explains(one, check)).length;
    const ranked = rest.filter((one) => reach(one) > 0).sort((a, b) => reach(b) - reach(a) || order(a, b));
    const best = ranked[0];
    if (best === undefined) break;
    const covers = left.filter((check) => explains(best, check));
    const equals = ranked.filter((one) => one !== best && covers.every((check) => explains(one, check)) && areRivals(one.rule, best.rule));
    if (equals.length > 0) {
      tied.push(best, ...equals);
      rest = rest.filter((one) => one !== best && !equals.includes(one));
      left = left.filter((check) => !covers.includes(check));
      continue;
    }
    chosen.push(best);
    rest = rest.filter((one) => one !== best);
    left = left.filter((check) => !covers.includes(check));
  }
  return { chosen, tied };
}

function areRivals<V>(a: CauseRule<V>, b: CauseRule<V>): boolean {
  return a.rivals?.[b.code] !== undefined || b.rivals?.[a.code] !== undefined;
}

export interface SuspectGroup<V> {
  suspects: Candidate<V>[];
  checks: JudgedCheck[];
}

/** Suspects that share an unexplained check belong together. */
export function groupSuspects<V>(suspects: readonly Candidate<V>[], left: readonly JudgedCheck[]): SuspectGroup<V>[] {
  const groups: SuspectGroup<V>[] = [];
  for (const one of suspects) {
    const checks = left.filter((check) => explains(one, check));
    if (checks.length === 0) continue;
    const touching = groups.filter((group) => group.checks.some((check) => checks.includes(check)));
    const merged: SuspectGroup<V> = {
      suspects: [...touching.flatMap((group) => group.suspects), one],
      checks: [...new Set([...touching.flatMap((group) => group.checks), ...checks])],
    };
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push(merged);
  }
  return groups;
}
