import type { CauseRule, CheckRule } from "../core/rule.ts";
import { indexFacts, seeFacts } from "./view.ts";

interface Rules<V> {
  causes: Readonly<Record<string, CauseRule<V>>>;
  checks: Readonly<Record<string, CheckRule<V>>>;
  facts: Readonly<Record<string, unknown>>;
}

const blank = { today: new Date(0), profile: "online", reported: [] } as const;

/** The facts that a cause reads: its terms are built eagerly, so judging it on nothing shows them all. */
export function readsOfCause<V>(cause: CauseRule<V>): string[] {
  const see = seeFacts<V>(indexFacts([]), blank);
  const terms = [...cause.proof(see).map((alternative) => alternative.term), ...(cause.unless === undefined ? [] : [cause.unless(see)])];
  return [...new Set(terms.flatMap((term) => term.reads))];
}

/** The facts that a check reads. */
export function readsOfCheck<V>(check: CheckRule<V>): string[] {
  return [...new Set(check.judge(seeFacts<V>(indexFacts([]), blank)).flatMap((outcome) => outcome.when.reads))];
}

/**
 * The facts that a question wants: everything, or what the named checks, hops, features or causes read, with the causes that explain those
 * checks and the checks that those causes explain.
 */
export function wantedFacts<V>(rules: Rules<V>, only: readonly string[]): string[] {
  if (only.length === 0) return Object.keys(rules.facts);
  const wanted = new Set(only);
  const checks = new Set(Object.entries(rules.checks).filter(([id, check]) => wanted.has(id) || wanted.has(check.hop) || wanted.has(id.split("/")[0] ?? "")).map(([id]) => id));
  const causes = Object.values(rules.causes).filter(
    (cause) => wanted.has(cause.code) || wanted.has(cause.name) || cause.explains.codes.some((code) => wanted.has(code)) || cause.breaks.some((feature) => wanted.has(feature)) || cause.explains.checks.some((id) => checks.has(id)),
  );
  // What brings the picture of a suspect about must be judged too, or its consequence would be named in its place.
  const codes = new Set(causes.map((cause) => cause.code));
  for (const code of codes) {
    const cause = Object.values(rules.causes).find((one) => one.code === code);
    for (const source of cause?.consequenceOf ?? []) codes.add(source);
  }
  const judged = Object.values(rules.causes).filter((cause) => codes.has(cause.code));
  for (const cause of causes) for (const id of cause.explains.checks) checks.add(id);
  const reads = [...judged.flatMap((cause) => readsOfCause(cause)), ...[...checks].flatMap((id) => (rules.checks[id] === undefined ? [] : readsOfCheck(rules.checks[id])))];
  return [...new Set(["worker/sentinel", ...reads])];
}
