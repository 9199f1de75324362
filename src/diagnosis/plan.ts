import type { AlarmRule, CauseRule, CheckRule } from "../core/rule.ts";
import { indexFacts, seeFacts } from "./view.ts";

interface Rules<V> {
  alarms?: readonly AlarmRule<V>[];
  /** Causes that a reported code or symptom points to, most likely first. */
  suspects?(symptom: string): readonly string[];
  causes: Readonly<Record<string, CauseRule<V>>>;
  checks: Readonly<Record<string, CheckRule<V>>>;
  facts: Readonly<Record<string, unknown>>;
}

const blank = { today: new Date(0), profile: "online", reported: [] } as const;

/** The levels on which a cause can be told, each with what it reads. */
export function alternativesOf<V>(cause: CauseRule<V>): readonly { level: string; term: { reads: readonly string[] } }[] {
  return cause.proof(seeFacts<V>(indexFacts([]), blank));
}

/** The facts that a cause reads: its terms are built eagerly, so judging it on nothing shows them all. */
export function readsOfCause<V>(cause: CauseRule<V>): string[] {
  const see = seeFacts<V>(indexFacts([]), blank);
  const terms = [...alternativesOf(cause).map((alternative) => alternative.term), ...(cause.unless === undefined ? [] : [cause.unless(see)])];
  return [...new Set(terms.flatMap((term) => term.reads))];
}

/** The facts that a check reads. */
export function readsOfCheck<V>(check: CheckRule<V>): string[] {
  return [...new Set(check.judge(seeFacts<V>(indexFacts([]), blank)).flatMap((outcome) => outcome.when.reads))];
}

/**
 * The facts that a question wants: everything, or what the named checks, hops, features, causes or reported symptoms are about. A cause can
 * only be told from its rivals where their facts are there too, so what shares a check with a suspect, what brings its picture about, and
 * what it calls a rival come along.
 */
export function wantedFacts<V>(rules: Rules<V>, only: readonly string[], reported: readonly string[] = []): string[] {
  if (only.length === 0) return Object.keys(rules.facts);
  const wanted = new Set(only);
  const all = Object.values(rules.causes);
  const checks = new Set(Object.entries(rules.checks).filter(([id, check]) => wanted.has(id) || wanted.has(check.hop) || wanted.has(id.split("/")[0] ?? "")).map(([id]) => id));
  const asked = all.filter(
    (cause) => wanted.has(cause.code) || wanted.has(cause.name) || explainsReport(rules, cause, [...only, ...reported]) || cause.breaks.some((feature) => wanted.has(feature)) || cause.explains.checks.some((id) => checks.has(id)),
  );
  for (const cause of asked) for (const id of cause.explains.checks) checks.add(id);
  // A check is only judged once those that must hold first are.
  for (const id of checks) for (const before of rules.checks[id]?.after ?? []) checks.add(before);
  const codes = new Set(asked.map((cause) => cause.code));
  const shared = new Set(asked.flatMap((cause) => cause.explains.checks));
  for (const cause of all) if (cause.explains.checks.some((id) => shared.has(id))) codes.add(cause.code);
  for (const code of codes) {
    const cause = all.find((one) => one.code === code);
    for (const source of cause?.consequenceOf ?? []) codes.add(source);
    if (asked.includes(cause as CauseRule<V>)) for (const rival of Object.keys(cause?.rivals ?? {})) codes.add(rival);
  }
  const judged = all.filter((cause) => codes.has(cause.code));
  const told = (rules.alarms ?? []).map((alarm) => alarm.misleads(seeFacts<V>(indexFacts([]), { ...blank, reported }))).filter((term) => reported.length > 0 && term.truth === "open");
  const reads = [...judged.flatMap((cause) => readsOfCause(cause)), ...[...checks].flatMap((id) => (rules.checks[id] === undefined ? [] : readsOfCheck(rules.checks[id]))), ...told.flatMap((term) => term.reads)];
  return [...new Set(["worker/sentinel", ...reads])];
}

/** The first word that narrows a run to nothing, with all that may stand in its place; undefined where all are known. Known are checks, hops, causes, features, and codes that people see. */
export function findUnknownWord<V>(rules: Rules<V>, only: readonly string[]): { word: string; known: readonly string[] } | undefined {
  const causes = Object.values(rules.causes);
  const known = new Set([
    ...Object.entries(rules.checks).flatMap(([id, check]) => [id, check.hop, id.split("/")[0] ?? ""]),
    ...causes.flatMap((cause) => [cause.code, cause.name, ...cause.breaks, ...cause.explains.codes]),
    "custom",
  ]);
  const word = only.find((one) => !known.has(one) && !one.startsWith("custom.") && (rules.suspects?.(one) ?? []).length === 0);
  return word === undefined ? undefined : { word, known: [...known] };
}

/** The cause is one of those that a reported code or symptom points to. */
export function explainsReport<V>(rules: Pick<Rules<V>, "suspects">, cause: CauseRule<V>, reported: readonly string[]): boolean {
  return reported.some((id) => cause.explains.codes.includes(id) || rules.suspects?.(id).includes(cause.code) === true);
}
