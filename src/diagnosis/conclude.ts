import type { Facts } from "../core/fact.ts";
import { hops } from "../core/hop.ts";
import type { CheckResult, Diagnosis, Evidence, NamedCause, Notice, Overall, SeparatingTest, Undecided } from "../core/result.ts";
import type { CauseRule, CheckRule } from "../core/rule.ts";
import { type Context, indexFacts, keyOf, readFacts } from "./view.ts";
import { type BrokenRule, type JudgedCause, type JudgedCheck, judgeCauses, judgeChecks } from "./judge.ts";
import { fillCommand, fillText } from "./names.ts";

/** The rules of the house and what they need from other rooms. */
export interface Rulebook<V> {
  causes: Readonly<Record<string, CauseRule<V>>>;
  checks: Readonly<Record<string, CheckRule<V>>>;
  /** Names for placeholders, from the facts; for one model where `subject` is given. */
  names(read: (id: string) => unknown, stack: string, subject?: string): Record<string, string>;
  /** The one observation that separates a set of codes. */
  separate(codes: readonly string[]): { because: string; test: SeparatingTest } | undefined;
}

export interface Conclusion {
  verdict: Overall;
  diagnosis: Diagnosis;
  checks: CheckResult[];
}

interface Candidate<V> {
  rule: CauseRule<V>;
  judged: JudgedCause[];
}

const causesTrouble = (severity: string): boolean => severity === "outage" || severity === "degraded";

/**
 * From judged rules to the answer: the smallest set of root causes that explains what fails, what cannot be told apart, what was not run.
 * Pure: same facts, same answer.
 */
export function conclude<V>(facts: Facts, book: Rulebook<V>, stack: { name: string; expect: readonly { code: string; reason: string; until: string }[] }, context: Omit<Context, "subject">): Conclusion {
  const index = indexFacts(facts);
  const judgedCauses = judgeCauses(book.causes, facts, context);
  const judgedChecks = judgeChecks(book.checks, facts, context);
  const broken = [...judgedCauses.broken, ...judgedChecks.broken, ...brokenFacts(facts)];
  const byCode = groupByCode(book.causes, judgedCauses.causes);
  const at = (level: JudgedCause["level"]): Candidate<V>[] =>
    [...byCode.values()].map((one) => ({ rule: one.rule, judged: one.judged.filter((judged) => judged.level === level) })).filter((one) => one.judged.length > 0);

  const failing = judgedChecks.checks.filter((check) => check.verdict === "fail");
  const provenAll = at("proven");
  const likelyAll = at("likely").filter((one) => !provenAll.some((other) => other.rule.code === one.rule.code));
  const strong = new Set([...provenAll, ...likelyAll].map((one) => one.rule.code));
  const provenCodes = new Set(provenAll.map((one) => one.rule.code));
  const follows = (rule: CauseRule<V>, codes: ReadonlySet<string>): boolean => rule.consequenceOf?.some((code) => code !== rule.code && codes.has(code)) === true;

  const proven = provenAll.filter((one) => causesTrouble(one.rule.severity) && !follows(one.rule, strong));
  const explainedBy = (check: JudgedCheck, list: readonly Candidate<V>[]): boolean => list.some((one) => explains(one, check));
  const unexplained = failing.filter((check) => !explainedBy(check, proven));
  // What people report wants an explanation too, but only from a cause that this run's own evidence makes likely.
  const reported = context.reported.map((code): JudgedCheck => ({ id: reportedId(code), verdict: "fail", reason: "", evidence: [], missing: [] })).filter((check) => !explainedBy(check, proven));
  const pool = likelyAll.filter((one) => causesTrouble(one.rule.severity) && !follows(one.rule, new Set([...provenCodes, ...likelyAll.map((other) => other.rule.code)])));
  const cover = coverWith(pool, [...unexplained, ...reported.filter((check) => pool.some((one) => explains(one, check)))]);
  const named = [...proven, ...cover.chosen].sort((a, b) => order(a, b));
  const namedCodes = new Set(named.map((one) => one.rule.code));

  // A notice (an accepted risk, our own trouble) explains its checks without being a cause.
  const noticed = [...provenAll, ...likelyAll].filter((one) => !causesTrouble(one.rule.severity));
  const left = unexplained.filter((check) => !explainedBy(check, [...cover.chosen, ...noticed]));
  const suspects = at("suspect").filter((one) => causesTrouble(one.rule.severity) && !strong.has(one.rule.code) && !follows(one.rule, namedCodes));
  const cannotTell = groupSuspects([...cover.tied, ...suspects], left).map((group) => describeGroup(group, book, facts, stack.name));
  for (const check of left.filter((entry) => ![...cover.tied, ...suspects].some((one) => explains(one, entry)))) {
    const rule = book.checks[check.id];
    // Beside a named cause it is more likely its shadow than a second fault: it is judged again once that is mended.
    if (rule === undefined || named.length > 0 || isConsequence(check, judgedChecks.checks, book.checks)) continue;
    cannotTell.push(unexplainedEntry(check, rule, book, facts, stack.name));
  }

  const today = context.today.toISOString().slice(0, 10);
  const expected = new Map(stack.expect.filter((entry) => entry.until >= today).map((entry) => [entry.code, entry.reason]));
  const toNamed = (one: Candidate<V>, certainty: "proven" | "likely"): NamedCause => nameCause(one, certainty, book, index, stack.name);
  const causes = named.filter((one) => !expected.has(one.rule.code)).map((one) => toNamed(one, provenCodes.has(one.rule.code) ? "proven" : "likely"));
  const notices: Notice[] = [
    ...named.filter((one) => expected.has(one.rule.code)).map((one) => ({ ...withoutAgainst(toNamed(one, "likely")), expected: expected.get(one.rule.code) ?? "" })),
    ...[...provenAll, ...likelyAll]
      .filter((one) => !causesTrouble(one.rule.severity) && !follows(one.rule, strong))
      .map((one) => {
        const notice = withoutAgainst(toNamed(one, provenCodes.has(one.rule.code) ? "proven" : "likely"));
        return expected.has(one.rule.code) ? { ...notice, expected: expected.get(one.rule.code) ?? "" } : notice;
      }),
    ...broken.slice(0, 5).map(brokenNotice),
  ].sort((a, b) => a.code.localeCompare(b.code, "en"));

  const expectedRules = named.filter((one) => expected.has(one.rule.code));
  const checks = judgedChecks.checks.map((check) => toResult(check, book, facts, stack.name, expectedRules.some((one) => explains(one, check))));
  const shadows = named.length === 0 ? [] : left
    .filter((check) => ![...cover.tied, ...suspects].some((one) => explains(one, check)))
    .map((check) => ({ check: keyOf(check.id, check.subject), because: `fails too (${fillText(check.reason, namesFor(book, index, stack.name, check.subject))}), which no cause of its own explains`, wouldTell: `once ${named.map((one) => one.rule.code).join(", ")} is mended, run the check again` }));
  const verdict = overall(causes, cannotTell, notices, checks);
  return { verdict, diagnosis: { causes, cannotTell, notices, notRun: [...notRun(checks, judgedChecks.checks, book), ...shadows] }, checks };

  function isConsequence(check: JudgedCheck, all: readonly JudgedCheck[], rules: Readonly<Record<string, CheckRule<V>>>): boolean {
    return (rules[check.id]?.after ?? []).some((before) => all.some((entry) => entry.id === before && entry.verdict === "fail"));
  }
}

function brokenFacts(facts: Facts): BrokenRule[] {
  return facts.flatMap((fact) => (fact.absent?.reason === "broke" ? [{ rule: keyOf(fact.id, fact.subject), error: fact.absent.error }] : []));
}

function groupByCode<V>(causes: Readonly<Record<string, CauseRule<V>>>, judged: readonly JudgedCause[]): Map<string, Candidate<V>> {
  const grouped = new Map<string, Candidate<V>>();
  for (const rule of Object.values(causes)) grouped.set(rule.code, { rule, judged: judged.filter((one) => one.code === rule.code) });
  return grouped;
}

const reportedId = (code: string): string => `reported/${code}`;

/** A cause about one model explains checks about that model and about the whole stack; one about the stack explains both. */
function explains<V>(one: Candidate<V>, check: JudgedCheck): boolean {
  if (check.id.startsWith("reported/")) return one.rule.explains.codes.includes(check.id.slice("reported/".length));
  if (!one.rule.explains.checks.includes(check.id)) return false;
  return check.subject === undefined || one.judged.some((judged) => judged.subject === undefined || judged.subject === check.subject);
}

const hopPlace = (hop: string): number => hops.indexOf(hop as (typeof hops)[number]);
const severityPlace = { outage: 0, degraded: 1, security: 2, warning: 3, info: 4 } as const;

function order<V>(a: Candidate<V>, b: Candidate<V>): number {
  const level = (one: Candidate<V>): number => (one.judged[0]?.level === "proven" ? 0 : 1);
  return level(a) - level(b) || severityPlace[a.rule.severity] - severityPlace[b.rule.severity] || hopPlace(a.rule.hop) - hopPlace(b.rule.hop) || a.rule.code.localeCompare(b.rule.code, "en");
}

/**
 * Greedy smallest cover of the unexplained checks by likely causes. Two that explain the same and call each other rivals are not chosen
 * between: they are handed back as tied.
 */
function coverWith<V>(pool: readonly Candidate<V>[], unexplained: readonly JudgedCheck[]): { chosen: Candidate<V>[]; tied: Candidate<V>[] } {
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

interface SuspectGroup<V> {
  suspects: Candidate<V>[];
  checks: JudgedCheck[];
}

/** Suspects that share an unexplained check belong together. */
function groupSuspects<V>(suspects: readonly Candidate<V>[], left: readonly JudgedCheck[]): SuspectGroup<V>[] {
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

function evidenceOf(keys: readonly string[], facts: Facts): Evidence[] {
  const index = indexFacts(facts);
  return [...new Set(keys)].flatMap((key) => {
    const fact = index.get(key);
    return fact === undefined ? [] : [{ probe: key, from: fact.from, basis: fact.basis, said: fact.said }];
  });
}

function namesFor<V>(book: Rulebook<V>, index: ReturnType<typeof indexFacts>, stack: string, subject: string | undefined): Record<string, string> {
  return book.names(readFacts<Record<string, unknown>>(index, subject) as (id: string) => unknown, stack, subject);
}

function describeGroup<V>(group: SuspectGroup<V>, book: Rulebook<V>, facts: Facts, stack: string): Undecided {
  const among = [...new Set(group.suspects.map((one) => one.rule.code))].sort();
  const found = book.separate(among);
  const index = indexFacts(facts);
  const subject = group.suspects.flatMap((one) => one.judged).find((judged) => judged.subject !== undefined)?.subject;
  const names = namesFor(book, index, stack, subject);
  const titles = group.suspects.map((one) => fillText(one.rule.title, { ...names, ...ownNames(one, index) }));
  const because = found?.because ?? `these explain what was seen equally well: ${titles.slice(0, 4).join("; ")}`;
  const test = found?.test ?? wouldTellOf(group.checks, book) ?? { do: "Ask duo-triage again with a token of the next rung, or from beside the gateway", where: "duo-triage" };
  return { among, because: fillText(because, names), separatingTest: fillTest(test, names), evidence: evidenceOf(group.suspects.flatMap((one) => one.judged.flatMap((judged) => judged.evidence)), facts) };
}

function wouldTellOf<V>(checks: readonly JudgedCheck[], book: Rulebook<V>): SeparatingTest | undefined {
  for (const check of checks) {
    const step = book.checks[check.id]?.wouldTell;
    if (step !== undefined) return { do: step.do, where: step.where, ...(step.command === undefined ? {} : { command: step.command }), ...(step.expect === undefined ? {} : { reading: step.expect }) };
  }
  return undefined;
}

function unexplainedEntry<V>(check: JudgedCheck, rule: CheckRule<V>, book: Rulebook<V>, facts: Facts, stack: string): Undecided {
  const names = namesFor(book, indexFacts(facts), stack, check.subject);
  const test = wouldTellOf([check], book) ?? { do: "Read the log of the service on this hop for the minute of this run, and paste it here", where: "the host of that service" };
  return { among: [], because: `"${fillText(rule.title, names)}" does not hold (${fillText(check.reason, names)}), and no cause that duo-triage knows explains it`, separatingTest: fillTest(test, names), evidence: evidenceOf(check.evidence, facts) };
}

function fillTest(test: SeparatingTest, names: Record<string, string>): SeparatingTest {
  return {
    do: fillText(test.do, names),
    where: fillText(test.where, names),
    ...(test.command === undefined ? {} : { command: fillCommand(test.command, names) }),
    ...(test.reading === undefined ? {} : { reading: fillText(test.reading, names) }),
  };
}

function ownNames<V>(one: Candidate<V>, index: ReturnType<typeof indexFacts>): Record<string, string> {
  const given = one.rule.names?.(readFacts<V>(index, one.judged[0]?.subject)) ?? {};
  return Object.fromEntries(Object.entries(given).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
}

function nameCause<V>(one: Candidate<V>, certainty: "proven" | "likely", book: Rulebook<V>, index: ReturnType<typeof indexFacts>, stack: string): NamedCause {
  const { rule, judged } = one;
  const names = { ...namesFor(book, index, stack, judged[0]?.subject), ...ownNames(one, index) };
  const facts = [...index.values()];
  const fill = (text: string): string => fillText(text, names);
  return {
    code: rule.code,
    name: rule.name,
    certainty,
    severity: rule.severity,
    title: fill(rule.title),
    hop: rule.hop,
    models: judged.flatMap((entry) => (entry.subject === undefined ? [] : [entry.subject])),
    breaks: [...rule.breaks],
    explains: [...rule.explains.codes, ...rule.explains.checks],
    evidence: evidenceOf(judged.flatMap((entry) => entry.evidence), facts),
    against: [],
    remedy: rule.remedy.map((step) => ({
      do: fill(step.do),
      where: fill(step.where),
      ...(step.command === undefined ? {} : { command: fillCommand(step.command, names) }),
      ...(step.expect === undefined ? {} : { expect: fill(step.expect) }),
      ...(step.risk === undefined ? {} : { risk: fill(step.risk) }),
      ...(step.undo === undefined ? {} : { undo: fill(step.undo) }),
    })),
  };
}

function withoutAgainst(cause: NamedCause): Notice {
  const { against: _against, ...notice } = cause;
  return notice;
}

function brokenNotice(broken: BrokenRule): Notice {
  return {
    code: "DT914", name: "probe-failed-unexpectedly", certainty: "proven", severity: "warning", hop: "triage", models: [], breaks: [], explains: [],
    title: `duo-triage itself failed while it looked at ${broken.rule}`,
    evidence: [{ probe: broken.rule, from: "worker", basis: "measured", said: broken.error.slice(0, 300) }],
    remedy: [{ do: "Report this to the maintainers of duo-triage with the saved run", where: "duo-triage", command: "duo-triage check <stack> --save run.json" }],
  };
}

function toResult<V>(check: JudgedCheck, book: Rulebook<V>, facts: Facts, stack: string, expected: boolean): CheckResult {
  const rule = book.checks[check.id];
  const index = indexFacts(facts);
  const own = rule?.names?.(readFacts<V>(index, check.subject)) ?? {};
  const names = { ...namesFor(book, index, stack, check.subject), ...Object.fromEntries(Object.entries(own).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]))) };
  const used = check.evidence.map((key) => index.get(key)).filter((fact) => fact !== undefined);
  const startedMs = used.length === 0 ? 0 : Math.min(...used.map((fact) => fact.startedMs));
  const endedMs = used.length === 0 ? 0 : Math.max(...used.map((fact) => fact.startedMs + fact.durationMs));
  return {
    id: keyOf(check.id, check.subject),
    title: fillText(rule?.title ?? check.id, names),
    hop: rule?.hop ?? "triage",
    verdict: expected && check.verdict === "fail" ? "expected" : check.verdict,
    reason: fillText(check.reason, names),
    startedMs,
    durationMs: endedMs - startedMs,
    evidence: evidenceOf(check.evidence, facts),
  };
}

function notRun<V>(results: readonly CheckResult[], judged: readonly JudgedCheck[], book: Rulebook<V>): Diagnosis["notRun"] {
  return results.flatMap((result, place) => {
    if (result.verdict !== "blocked" && result.verdict !== "skip" && result.verdict !== "unknown") return [];
    const check = judged[place];
    if (result.verdict === "skip" && check?.missing.length === 0) return [];
    const blocker = check?.blockedBy === undefined ? undefined : book.checks[check.blockedBy]?.title;
    return [{ check: result.id, because: result.reason, ...(blocker === undefined ? {} : { wouldTell: `once "${blocker}" holds, run the check again` }) }];
  });
}

function overall(causes: readonly NamedCause[], cannotTell: readonly Undecided[], notices: readonly Notice[], checks: readonly CheckResult[]): Overall {
  if (causes.length > 0) return "fail";
  if (cannotTell.length > 0 || checks.some((check) => check.verdict === "fail")) return "undecided";
  const seen = checks.filter((check) => check.id !== "worker/online" && ["pass", "warn", "expected"].includes(check.verdict));
  if (seen.length === 0) return "undecided";
  if (notices.some((notice) => notice.expected === undefined && (notice.severity === "security" || notice.severity === "warning"))) return "warn";
  return checks.some((check) => check.verdict === "warn") ? "warn" : "pass";
}
