import type { AskedTest, CheckResult, Diagnosis, Evidence, NamedCause, Notice, SeparatingTest, Undecided } from "../core/result.ts";
import type { customFacts } from "../core/custom.ts";
import type { Bringer, ReportedEvidence } from "../core/reported.ts";
import type { AlarmRule, CauseRule, CheckRule } from "../core/rule.ts";
import { deeperRun, higherRun } from "./ask-deeper.ts";
import { type Candidate, explains, type SuspectGroup } from "./choose.ts";
import { chooseForm } from "./command-forms.ts";
import type { BrokenRule, JudgedCheck } from "./judge.ts";
import type { Deployment } from "../core/deployment.ts";
import type { Facts } from "../core/fact.ts";
import type { Hop } from "../core/hop.ts";
import type { StreamPath } from "../core/streaming.ts";
import type { Vantage } from "../core/vantage.ts";
import { fillCommand, fillText, fillTitle } from "./names.ts";
import { type Index, keyOf, readFacts } from "./view.ts";

/** What an undecided answer asks for: the log of a hop, and how the stack runs. */
export interface Asking {
  log(hop: Hop): AskedTest;
  deployment: Deployment;
}

/** The rules, and what they need from other rooms. */
export interface Rulebook<V> {
  causes: Readonly<Record<string, CauseRule<V>>>;
  checks: Readonly<Record<string, CheckRule<V>>>;
  /** Results of the official tools that facts can show to mislead. */
  alarms?: readonly AlarmRule<V>[];
  /** Causes that a reported code or symptom points to, most likely first. */
  suspects?(symptom: string): readonly string[];
  /** Codes of causes that come and go: one good run does not rule them out for what was reported. */
  comesAndGoes?: ReadonlySet<string>;
  /** Names for placeholders, from the facts; for one model where `subject` is given. */
  names(read: (id: string) => unknown, stack: string, subject?: string): Record<string, string>;
  /** The one observation that separates a set of codes. */
  separate(codes: readonly string[]): { among: readonly string[]; because: string; test: AskedTest } | undefined;
  /** Checks and causes of an operator's own, as they stand in the facts of a run. */
  custom?(facts: ReturnType<typeof customFacts>): Pick<Rulebook<V>, "causes" | "checks">;
  /** The same ways as different places met them; `named`: codes that the answer speaks of. */
  vantages?(facts: Facts, named: readonly string[]): Vantage[];
  /** Streams of the models as they came at each place. */
  streams?(facts: Facts): StreamPath[];
  /** Address of the page that describes the causes. */
  docs?: string;
  /** The rules of a run that holds evidence which somebody reported, or which a foothold brought. */
  widen?(book: Rulebook<V>, brought: Partial<Record<Bringer, ReportedEvidence>>): Rulebook<V>;
}

export function evidenceOf(keys: readonly string[], index: Index): Evidence[] {
  return [...new Set(keys)].flatMap((key) => {
    const fact = index.get(key);
    return fact === undefined ? [] : [{ probe: key, from: fact.from, basis: fact.basis, said: fact.said }];
  });
}

export function namesFor<V>(book: Rulebook<V>, index: Index, stack: string, subject: string | undefined): Record<string, string> {
  return book.names(readFacts<Record<string, unknown>>(index, subject) as (id: string) => unknown, stack, subject);
}

/** Names of the stack and those that the check adds. */
export function namesOfCheck<V>(check: JudgedCheck, book: Rulebook<V>, index: Index, stack: string): Record<string, string> {
  return { ...namesFor(book, index, stack, check.subject), ...givenNames(book.checks[check.id]?.names?.(readFacts<V>(index, check.subject))) };
}

export function describeGroup<V>(group: SuspectGroup<V>, book: Rulebook<V>, index: Index, stack: string, asking: Asking): Undecided {
  const among = [...new Set(group.suspects.map((one) => one.rule.code))].sort();
  const nearest = book.separate(among);
  // A test for a small part of the group would leave most of it as it is: the log of the hop tells more.
  const found = nearest === undefined || nearest.among.length * 2 >= among.length ? nearest : undefined;
  const subject = group.suspects.flatMap((one) => one.judged).find((judged) => judged.subject !== undefined)?.subject;
  const names = namesFor(book, index, stack, subject);
  const named = among.flatMap((code) => nameSuspect(group.suspects.find((one) => one.rule.code === code), names, index));
  const titles = named.map((one) => one.title);
  const because = found?.because ?? (titles.length > 4 ? `${titles.length} causes look like this from here, among them: ${titles.slice(0, 4).join("; ")}` : titles.length === 1 ? `this would explain what was seen, and is not proven: ${titles[0] ?? ""}` : `these explain what was seen equally well: ${titles.join("; ")}`);
  const hop = book.checks[group.checks[0]?.id ?? ""]?.hop;
  const test = deeperRun(group.suspects, index) ?? found?.test ?? (nearest !== undefined && hop !== undefined ? asking.log(hop) : undefined) ?? wouldTellOf(group.checks, book) ?? higherRun(group.suspects, index) ?? asking.log(hop ?? "gateway");
  return { among, named, because: fillText(because, names), separatingTest: fillTest(test, names, asking.deployment), evidence: evidenceOf(group.suspects.flatMap((one) => one.judged.flatMap((judged) => judged.evidence)), index) };
}

/** Code, name and title of a suspect, filled with the stack's names. */
export function nameSuspect<V>(one: Candidate<V> | undefined, names: Record<string, string>, index: Index): NonNullable<Undecided["named"]> {
  return one === undefined ? [] : [{ code: one.rule.code, name: one.rule.name, title: fillTitle(one.rule, { ...names, ...ownNames(one, index) }) }];
}

function wouldTellOf<V>(checks: readonly JudgedCheck[], book: Rulebook<V>): AskedTest | undefined {
  for (const check of checks) {
    const step = book.checks[check.id]?.wouldTell;
    if (step !== undefined) return { do: step.do, where: step.where, ...(step.command === undefined ? {} : { command: step.command }), ...(step.inside === undefined ? {} : { inside: step.inside }), ...(step.expect === undefined ? {} : { reading: step.expect }) };
  }
  return undefined;
}

// Hops of one stretch of the path: what fails along it is told in one breath.
const stretches: Partial<Record<Hop, string>> = { "gitlab-to-gateway": "gateway", "gateway-to-gitlab": "gateway", "gateway-to-model": "model" };

/** Failing checks that no known cause explains, one entry for each stretch of the path, with the test of the check nearest to the fault. */
export function unexplainedEntries<V>(checks: readonly JudgedCheck[], all: readonly Candidate<V>[], book: Rulebook<V>, index: Index, stack: string, asking: Asking): Undecided[] {
  const groups = new Map<string, JudgedCheck[]>();
  for (const check of checks) {
    const hop = book.checks[check.id]?.hop;
    if (hop === undefined) continue;
    const key = `${stretches[hop] ?? hop}@${check.subject ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), check]);
  }
  // What fails for the whole stack joins the one model that fails, if it is one.
  const whole = groups.get("model@");
  const single = [...groups.keys()].filter((key) => key.startsWith("model@") && key !== "model@");
  if (whole !== undefined && single.length === 1 && single[0] !== undefined) {
    groups.set(single[0], [...(groups.get(single[0]) ?? []), ...whole]);
    groups.delete("model@");
  }
  return [...groups.values()].map((group) => unexplainedEntry(group, all, book, index, stack, asking));
}

const mostOpen = 12;

/** Causes that would explain these checks and that nothing seen in this run rules out: most explained, then along the same stretch, then least left to see. */
function openFor<V>(group: readonly JudgedCheck[], all: readonly Candidate<V>[], book: Rulebook<V>): Candidate<V>[] {
  const stretchOf = (hop: Hop | undefined): string => (hop === undefined ? "" : (stretches[hop] ?? hop));
  const places = new Set(group.map((check) => stretchOf(book.checks[check.id]?.hop)));
  const reach = (one: Candidate<V>): number => group.filter((check) => explains(one, check)).length;
  const left = (one: Candidate<V>): number => Math.min(...one.judged.filter((judged) => judged.level === "open").map((judged) => judged.missing.length));
  const open = all.filter((one) => (one.rule.severity === "outage" || one.rule.severity === "degraded") && one.judged.some((judged) => judged.level === "open") && reach(one) > 0);
  const far = (one: Candidate<V>): number => (places.has(stretchOf(one.rule.hop)) ? 0 : 1);
  return open.sort((a, b) => reach(b) - reach(a) || far(a) - far(b) || left(a) - left(b) || a.rule.code.localeCompare(b.rule.code, "en")).slice(0, mostOpen);
}

function unexplainedEntry<V>(group: readonly JudgedCheck[], all: readonly Candidate<V>[], book: Rulebook<V>, index: Index, stack: string, asking: Asking): Undecided {
  const says = group.map((check) => {
    const names = namesOfCheck(check, book, index, stack);
    return `"${fillText(book.checks[check.id]?.title ?? check.id, names)}" does not hold (${fillText(check.reason, names)})`;
  });
  const teller = group.find((check) => book.checks[check.id]?.wouldTell !== undefined) ?? group[0];
  const names = teller === undefined ? {} : namesOfCheck(teller, book, index, stack);
  const open = openFor(group, all, book);
  const test = deeperRun(open, index) ?? wouldTellOf(group, book) ?? asking.log(book.checks[group[0]?.id ?? ""]?.hop ?? "gateway");
  const named = open.flatMap((one) => nameSuspect(one, names, index)).sort((a, b) => a.code.localeCompare(b.code, "en"));
  const them = group.length === 1 ? "it" : "them";
  const rest = open.length === 0 ? `no cause that duo-triage knows explains ${them}` : `nothing that was seen singles out what explains ${them}. Not ruled out: ${open.slice(0, 4).map((one) => named.find((other) => other.code === one.rule.code)?.title ?? one.rule.title).join("; ")}${open.length > 4 ? `; and ${open.length - 4} more` : ""}`;
  return { among: named.map((one) => one.code), named, because: `${says.join(", ")}, and ${rest}`, separatingTest: fillTest(test, names, asking.deployment), evidence: evidenceOf(group.flatMap((check) => check.evidence), index) };
}

/** A test of the catalogue with the stack's names, and with the command for how the stack runs. */
export function fillTest(test: AskedTest, names: Record<string, string>, deployment: Deployment): SeparatingTest {
  const { command, forms, chosen } = test.command === undefined ? {} : chooseForm(test.command, test.inside, deployment);
  const there = chosen === "helm" ? "any shell with kubectl" : chosen === "docker" && test.inside === "gitlab" ? "GitLab's Docker host" : undefined;
  return {
    ...(test.id === undefined ? {} : { id: test.id }),
    do: fillText(test.do, names),
    where: there ?? fillText(test.where, names),
    ...(command === undefined ? {} : { command: fillCommand(command, names) }),
    ...(forms === undefined ? {} : { forms: forms.map((form) => ({ kind: form.kind, command: fillCommand(form.command, names) })) }),
    ...(test.reading === undefined ? {} : { reading: fillText(test.reading, names) }),
  };
}

export function ownNames<V>(one: Candidate<V>, index: Index): Record<string, string> {
  return givenNames(one.rule.names?.(readFacts<V>(index, one.judged[0]?.subject)));
}

function givenNames(given: Record<string, string | number | undefined> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(given ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])));
}

export function nameCause<V>(one: Candidate<V>, certainty: "proven" | "likely", book: Rulebook<V>, index: Index, stack: string): NamedCause {
  const { rule, judged } = one;
  const names = { ...namesFor(book, index, stack, judged[0]?.subject), ...ownNames(one, index) };
  const fill = (text: string): string => fillText(text, names);
  return {
    code: rule.code,
    name: rule.name,
    certainty,
    severity: rule.severity,
    title: fillTitle(rule, names),
    hop: rule.hop,
    models: judged.flatMap((entry) => (entry.subject === undefined ? [] : [entry.subject])),
    breaks: [...rule.breaks],
    explains: [...rule.explains.codes, ...rule.explains.checks],
    evidence: evidenceOf(judged.flatMap((entry) => entry.evidence), index),
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

export function withoutAgainst(cause: NamedCause): Notice {
  const { against: _against, ...notice } = cause;
  return notice;
}

/** An accepted finding whose day is over, and which is still there (DT919). */
export function lapsedNotice(entry: { code: string; reason: string; until: string }): Notice {
  return {
    code: "DT919", name: "expectation-lapsed", certainty: "proven", severity: "info", hop: "triage", models: [], breaks: [], explains: [],
    title: `${entry.code} was accepted until ${entry.until} (${entry.reason}) and is still there: it counts from now on`,
    evidence: [],
    remedy: [{ do: "Mend it, or accept it again with a new day and reason", where: "stacks.<name>.expect in the configuration", command: `- { code: ${entry.code}, reason: <reason>, until: <YYYY-MM-DD> }` }],
  };
}

export function brokenNotice(broken: BrokenRule): Notice {
  return {
    code: "DT914", name: "probe-failed-unexpectedly", certainty: "proven", severity: "warning", hop: "triage", models: [], breaks: [], explains: [],
    title: `duo-triage itself failed while it looked at ${broken.rule}`,
    evidence: [{ probe: broken.rule, from: "worker", basis: "measured", said: broken.error.slice(0, 300) }],
    remedy: [{ do: "Report this to the maintainers of duo-triage with the saved run", where: "duo-triage", command: "duo-triage check <stack> --save run.json" }],
  };
}

export function toResult<V>(check: JudgedCheck, book: Rulebook<V>, index: Index, stack: string, expected: boolean): CheckResult {
  const rule = book.checks[check.id];
  const names = namesOfCheck(check, book, index, stack);
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
    evidence: evidenceOf(check.evidence, index),
  };
}

export function notRun<V>(results: readonly CheckResult[], judged: readonly JudgedCheck[], book: Rulebook<V>): Diagnosis["notRun"] {
  // Where something fails, a question that nothing answers may be what the fault hides.
  const failing = judged.some((check) => check.verdict === "fail");
  return results.flatMap((result, place) => {
    if (result.verdict !== "blocked" && result.verdict !== "skip" && result.verdict !== "unknown") return [];
    const check = judged[place];
    if (result.verdict === "skip" && check?.missing.length === 0 && !(failing && check.unanswered === true)) return [];
    const blocker = check?.blockedBy === undefined ? undefined : book.checks[check.blockedBy]?.title;
    return [{ check: result.id, because: result.reason, ...(blocker === undefined ? {} : { wouldTell: `once "${blocker}" holds, run the check again` }) }];
  });
}
