import type { Deployment } from "../core/deployment.ts";
import type { Facts } from "../core/fact.ts";
import type { CheckResult, Diagnosis, NamedCause, Notice, Overall, Undecided } from "../core/result.ts";
import type { CauseRule, CheckRule } from "../core/rule.ts";
import { finish, type Steps } from "../core/steps.ts";
import { nameAlarms } from "./alarms.ts";
import { type Candidate, coverWith, explains, groupSuspects, order } from "./choose.ts";
import { reportedChecks, unexplainedReport } from "./reported.ts";
import { type BrokenRule, type JudgedCause, type JudgedCheck, judgeCausesInSteps, judgeChecksInSteps } from "./judge.ts";
import { fillText } from "./names.ts";
import { askForLog, deploymentOf } from "./ask-for-log.ts";
import { type Asking, brokenNotice, describeGroup, lapsedNotice, nameCause, namesOfCheck, notRun, type Rulebook, toResult, unexplainedEntries, withoutAgainst } from "./say.ts";
import { type Context, type Index, indexFacts, keyOf } from "./view.ts";

export interface Conclusion {
  verdict: Overall;
  diagnosis: Diagnosis;
  checks: CheckResult[];
}

const causesTrouble = (severity: string): boolean => severity === "outage" || severity === "degraded";

/**
 * From judged rules to the answer: the smallest set of root causes that explains what fails, what cannot be told apart, what was not run.
 * Pure: same facts, same answer. `partly`: the run was restricted, and what it did not ask about is not spoken of.
 */
export const conclude = <V>(...about: Parameters<typeof concludeInSteps<V>>): Conclusion => finish(concludeInSteps(...about));

export function* concludeInSteps<V>(facts: Facts, book: Rulebook<V>, stack: { name: string; expect: readonly { code: string; reason: string; until: string }[]; runs?: Deployment | undefined }, context: Omit<Context, "subject">, partly = false): Steps<Conclusion> {
  const index = indexFacts(facts);
  const judgedCauses = yield* judgeCausesInSteps(book.causes, facts, context);
  const everyCheck = yield* judgeChecksInSteps(book.checks, facts, context);
  const judgedChecks = partly ? { ...everyCheck, checks: everyCheck.checks.filter((check) => !unasked(check, index)) } : everyCheck;
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
  const reported = reportedChecks(context.reported, book).filter((check) => !explainedBy(check, proven));
  const pool = likelyAll.filter((one) => causesTrouble(one.rule.severity) && !follows(one.rule, strong));
  const cover = coverWith(pool, [...unexplained, ...reported.filter((check) => pool.some((one) => explains(one, check)))]);
  const named = [...proven, ...cover.chosen].sort((a, b) => order(a, b));
  const namedCodes = new Set(named.map((one) => one.rule.code));

  // A notice (an accepted risk, our own trouble) explains its checks without being a cause.
  const noticed = [...provenAll, ...likelyAll].filter((one) => !causesTrouble(one.rule.severity));
  const left = unexplained.filter((check) => !explainedBy(check, [...cover.chosen, ...noticed]));
  const suspects = at("suspect").filter((one) => causesTrouble(one.rule.severity) && !strong.has(one.rule.code) && !follows(one.rule, namedCodes));
  // What a person saw and nothing else here explains asks for the test that separates what could have brought it about.
  const unheard = reported.filter((check) => !explainedBy(check, [...cover.chosen, ...noticed]));
  const asking: Asking = { log: (hop) => askForLog(hop, context.run ?? ""), deployment: deploymentOf(facts, stack.runs) };
  const cannotTell = groupSuspects([...cover.tied, ...suspects], [...left, ...unheard]).map((group) => describeGroup(group, book, index, stack.name, asking));
  // Beside a named cause it is more likely its shadow than a second fault: it is judged again once that is mended.
  const alone = left.filter((entry) => named.length === 0 && ![...cover.tied, ...suspects].some((one) => explains(one, entry)) && !isConsequence(entry, judgedChecks.checks, book.checks));
  cannotTell.push(...unexplainedEntries(alone, [...byCode.values()], book, index, stack.name, asking));

  const nearby = new Set([...named, ...noticed].map((one) => one.rule.code).concat(cannotTell.flatMap((one) => one.among)));
  const told = nameAlarms(facts, index, context, {
    codes: nearby,
    hops: new Set([...nearby].flatMap((code) => (byCode.get(code) === undefined || !causesTrouble(byCode.get(code)?.rule.severity ?? "") ? [] : [byCode.get(code)?.rule.hop ?? ""]))),
    models: (code) => modelsOf(byCode.get(code)?.judged ?? []),
  }, book, stack.name);
  broken.push(...told.broken);
  if (named.length === 0 && cannotTell.length === 0) cannotTell.push(...unexplainedReport(reported.filter((check) => !explainedBy(check, noticed)), [...byCode.values()], book, index, stack.name, asking.deployment));

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
    ...stack.expect.filter((entry) => entry.until < today && !expected.has(entry.code) && [...named, ...noticed].some((one) => one.rule.code === entry.code)).map(lapsedNotice),
    ...broken.slice(0, 5).map(brokenNotice),
  ].sort((a, b) => a.code.localeCompare(b.code, "en"));

  const expectedRules = named.filter((one) => expected.has(one.rule.code));
  const checks = judgedChecks.checks.map((check) => toResult(check, book, index, stack.name, expectedRules.some((one) => explains(one, check))));
  const shadows = named.length === 0 ? [] : left
    .filter((check) => ![...cover.tied, ...suspects].some((one) => explains(one, check)))
    .map((check) => ({ check: keyOf(check.id, check.subject), because: `fails too (${fillText(check.reason, namesOfCheck(check, book, index, stack.name))}), which no cause of its own explains`, wouldTell: `once ${named.map((one) => one.rule.code).join(", ")} is mended, run the check again` }));
  const verdict = overall(causes, cannotTell, notices, checks);
  return { verdict, diagnosis: { causes, cannotTell, notices, notRun: [...notRun(checks, judgedChecks.checks, book), ...shadows], falseAlarms: told.alarms }, checks };

  function isConsequence(check: JudgedCheck, all: readonly JudgedCheck[], rules: Readonly<Record<string, CheckRule<V>>>): boolean {
    return (rules[check.id]?.after ?? []).some((before) => all.some((entry) => entry.id === before && entry.verdict === "fail"));
  }
}

/** Nothing that would decide this check was asked for. */
function unasked(check: JudgedCheck, index: Index): boolean {
  return check.verdict === "skip" && check.missing.length > 0 && !check.missing.some((key) => index.has(key));
}

function brokenFacts(facts: Facts): BrokenRule[] {
  return facts.flatMap((fact) => (fact.absent?.reason === "broke" ? [{ rule: keyOf(fact.id, fact.subject), error: fact.absent.error }] : []));
}

/** Models for which a cause was judged to hold in some degree; undefined where it is about the whole stack. */
function modelsOf(judged: readonly JudgedCause[]): string[] | undefined {
  const holding = judged.filter((one) => one.level !== "open" && one.level !== "excluded");
  return holding.some((one) => one.subject === undefined) ? undefined : holding.flatMap((one) => one.subject ?? []);
}

function groupByCode<V>(causes: Readonly<Record<string, CauseRule<V>>>, judged: readonly JudgedCause[]): Map<string, Candidate<V>> {
  const grouped = new Map<string, Candidate<V>>();
  for (const rule of Object.values(causes)) grouped.set(rule.code, { rule, judged: judged.filter((one) => one.code === rule.code) });
  return grouped;
}

function overall(causes: readonly NamedCause[], cannotTell: readonly Undecided[], notices: readonly Notice[], checks: readonly CheckResult[]): Overall {
  if (causes.length > 0) return "fail";
  if (cannotTell.length > 0 || checks.some((check) => check.verdict === "fail")) return "undecided";
  // Where GitLab could not be asked, what else stands open says nothing of Duo.
  if (checks.some((check) => check.id === "gitlab/answers" && check.verdict === "unknown")) return "undecided";
  const seen = checks.filter((check) => check.id !== "worker/online" && ["pass", "warn", "expected"].includes(check.verdict));
  if (seen.length === 0) return "undecided";
  if (notices.some((notice) => notice.expected === undefined && (notice.severity === "security" || notice.severity === "warning"))) return "warn";
  return checks.some((check) => check.verdict === "warn") ? "warn" : "pass";
}
