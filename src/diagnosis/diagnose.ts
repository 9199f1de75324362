import type { Exec, OwnRequests } from "../core/exec.ts";
import type { Earlier, Fact, Facts, Surroundings } from "../core/fact.ts";
import type { Probes } from "../core/ports.ts";
import { type Redact, redactDeep } from "../core/redact.ts";
import { type AskAfter, type AskCustom, customCode, customFacts } from "../core/custom.ts";
import type { NamedCause, Notice, Result, SavedRun } from "../core/result.ts";
import type { ModelConfig, StackConfig } from "../core/stack.ts";
import { type Bringer, bringers, evidenceFact, evidenceSchema, observeEvidence, type ReportedEvidence } from "../core/reported.ts";
import { finish, type Steps, unhurried } from "../core/steps.ts";
import { cleanLine } from "../core/text.ts";
import { markIds } from "./ask-for-log.ts";
import { rememberIds } from "./own-ids.ts";
import { concludeInSteps } from "./conclude.ts";
import { subjectsOf } from "./judge.ts";
import type { Rulebook } from "./say.ts";
import { gather } from "./gather.ts";
import { explainsReport, readsOfCause, wantedFacts } from "./plan.ts";

/** Everything that diagnosis works with: the rules, and the facts that they read. */
export interface Registry<V> extends Rulebook<V> {
  facts: Readonly<Record<string, Fact<unknown>>>;
  /** Facts that must be settled before the models are known, and the names of the models then. */
  subjectsNeed: readonly string[];
  subjects(read: (id: string) => unknown, stack: StackConfig): readonly { name: string; config?: ModelConfig }[];
}

export interface Question {
  run: string;
  trigger: SavedRun["trigger"];
  stack: StackConfig;
  /** Only these checks or causes, by id or code; everything when empty. */
  only?: readonly string[];
  /** Codes and symptoms that a person reported. */
  reported?: readonly string[];
  deep?: boolean;
  /** Milliseconds for the whole run. */
  budgetMs?: number;
  /** The account whose access is asked for, instead of the stack's `probe_user`. */
  account?: string;
  /** What somebody pasted with the question. */
  evidence?: ReportedEvidence;
}

export interface Means {
  probes: Probes;
  redact: Redact;
  now(): Date;
  newId(): string;
  signal?: AbortSignal;
  /** What the store remembers of the stack. */
  earlier?: Earlier;
  /** The footholds of the stack; asked only where the question is allowed to (`deep`). */
  foothold?(stack: string, signal: AbortSignal): Promise<{ exec: Exec; texts(facts: Promise<Facts>, own: OwnRequests): Promise<ReportedEvidence | undefined> } | undefined>;
  /** Checks that the operator wrote. */
  custom?: AskCustom;
  /** What else looks at the stack once its facts are there, in a run that is not restricted. */
  after?: AskAfter;
  progress?(done: number, total: number, id: string): void;
  /** What has no answer yet, now and then while a target hangs. */
  waiting?(titles: readonly string[], done: number, total: number): void;
  /** As in `Gathering`. */
  afford?(tokens: number): Promise<boolean>;
}

/** Default budget of one run; a dead model holds the gateway's own check for 44 s. */
export const defaultBudgetMs = 75_000;

/** Asks the stack, judges, concludes. The result and the evidence to judge it again. */
export async function diagnose<V>(question: Question, registry: Registry<V>, means: Means): Promise<{ result: Result; saved: SavedRun }> {
  const { account } = question;
  const stack = account === undefined ? question.stack : { ...question.stack, probeUser: account };
  const began = performance.now();
  const startedAt = means.now();
  const deep = question.deep === true;
  const reported = question.reported ?? [];
  const context = { today: startedAt, profile: stack.profile, reported };
  const hands = rememberIds(means.probes, question.run);
  const surroundings: Omit<Surroundings, "subject" | "model" | "read" | "signal" | "leftMs" | "pause"> = {
    stack, probes: hands.probes, now: means.now, newId: markIds(question.run, means.newId), deep, vault: new Map(), earlier: means.earlier,
  };
  const until = AbortSignal.any([AbortSignal.timeout(question.budgetMs ?? defaultBudgetMs), ...(means.signal === undefined ? [] : [means.signal])]);
  const custom = means.custom?.(stack, question.only ?? [], until);
  const standing = deep ? await means.foothold?.(stack.name, until) : undefined;
  const gathered = gather({
    facts: registry.facts,
    wanted: wantedFacts(registry, question.only ?? [], reported),
    surroundings: standing === undefined ? surroundings : { ...surroundings, exec: standing.exec },
    from: `worker:${stack.site}`,
    redact: means.redact,
    budgetMs: question.budgetMs ?? defaultBudgetMs,
    deep,
    explaining: new Set(Object.values(registry.causes).filter((cause) => explainsReport(registry, cause, reported)).flatMap((cause) => readsOfCause(cause))),
    foothold: standing !== undefined,
    subjectsNeed: registry.subjectsNeed,
    subjects: (read) => registry.subjects(read, stack),
    tokenGiven: stack.gitlab.token !== undefined,
    ...(means.signal === undefined ? {} : { signal: means.signal }),
    ...(means.progress === undefined ? {} : { progress: means.progress }),
    ...(means.waiting === undefined ? {} : { waiting: means.waiting }),
    ...(means.afford === undefined ? {} : { afford: means.afford }),
  });
  const beside = standing?.texts(gathered, { ...hands.own, alone: reported.length === 0 }).catch(() => undefined);
  const facts = await gathered;
  const fetched = await beside;
  const behind = (question.only ?? []).length > 0 ? [] : ((await means.after?.({ stack, facts, trigger: question.trigger, afford: means.afford ?? (() => Promise.resolve(true)), signal: until })) ?? []);
  const own = [...(await custom ?? []), ...behind].map(({ id, value, startedMs, durationMs }) => ({ id, from: `worker:${stack.site}`, basis: "measured" as const, startedMs, durationMs, at: means.now().toISOString(), value: redactDeep(value, means.redact), said: cleanLine(means.redact(`${value.title}: ${value.reason}`), 500) }));
  const saved: SavedRun = {
    schemaVersion: 1,
    run: question.run,
    trigger: question.trigger,
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(performance.now() - began),
    stack: { name: stack.name, gitlabUrl: stack.gitlab.url, profile: stack.profile, site: stack.site, expect: [...stack.expect], ...(stack.runs === undefined ? {} : { runs: stack.runs }) },
    reported: [...context.reported],
    ...((question.only ?? []).length === 0 ? {} : { asked: [...(question.only ?? [])] }),
    ...(account === undefined ? {} : { account }),
    facts: [...facts, ...own, ...(question.evidence === undefined ? [] : observeEvidence(question.evidence, "paste", startedAt, subjectsOf(facts))), ...(fetched === undefined ? [] : observeEvidence(fetched, "foothold", startedAt, subjectsOf(facts)))] as SavedRun["facts"],
  };
  return { result: await unhurried(judgeInSteps(saved, registry)), saved };
}

/** Judges a text by itself: no stack is asked, and what it says is all that is known. Pure but for the clock that it is handed. */
export function judgeText<V>(evidence: ReportedEvidence, book: Rulebook<V>, run: Pick<SavedRun, "run" | "trigger"> & { at: Date }): { result: Result; saved: SavedRun } {
  const saved: SavedRun = {
    schemaVersion: 1, run: run.run, trigger: run.trigger, startedAt: run.at.toISOString(), durationMs: 0,
    stack: { name: "what was pasted", gitlabUrl: "", profile: "online", site: "default", expect: [] },
    reported: [],
    facts: observeEvidence(evidence, "paste", run.at) as SavedRun["facts"],
  };
  return { result: judgeSaved(saved, book), saved };
}

/** Judges a run anew with what somebody pasted about it; what was pasted before is replaced. */
export function judgeWith<V>(saved: SavedRun, evidence: ReportedEvidence, book: Rulebook<V>, at: Date): { result: Result; saved: SavedRun } {
  const measured = saved.facts.filter((fact) => !fact.id.startsWith("paste/") && fact.id !== evidenceFact("paste"));
  const subjects = subjectsOf(measured as unknown as Facts);
  const grown: SavedRun = { ...saved, facts: [...measured, ...observeEvidence(evidence, "paste", at, subjects)] as SavedRun["facts"] };
  return { result: judgeSaved(grown, book), saved: grown };
}

/** Texts among the facts of a run, by who brought them. */
function evidenceIn(facts: Facts): Partial<Record<Bringer, ReportedEvidence>> {
  const found: Partial<Record<Bringer, ReportedEvidence>> = {};
  for (const by of bringers) {
    const read = evidenceSchema.safeParse(facts.find((fact) => fact.id === evidenceFact(by))?.value);
    if (read.success) found[by] = read.data;
  }
  return found;
}

/** Judges the evidence of a run, new or old. Pure. */
export const judgeSaved = <V>(saved: SavedRun, book: Rulebook<V>): Result => finish(judgeInSteps(saved, book));

function* judgeInSteps<V>(saved: SavedRun, book: Rulebook<V>): Steps<Result> {
  const facts = saved.facts as unknown as Facts;
  const brought = evidenceIn(facts);
  const told = Object.keys(brought).length === 0 || book.widen === undefined ? book : book.widen(book, brought);
  const custom = customFacts(facts);
  const own = custom.length === 0 ? undefined : book.custom?.(custom);
  const widened = own === undefined ? told : { ...told, causes: { ...told.causes, ...own.causes }, checks: { ...told.checks, ...own.checks } };
  const context = { today: new Date(saved.startedAt), profile: saved.stack.profile, reported: saved.reported, run: saved.run };
  const { verdict, diagnosis: concluded, checks } = yield* concludeInSteps(facts, widened, saved.stack, context, saved.asked !== undefined);
  // The operator's own steps stand as they were written: nothing in them is a placeholder.
  const steps = new Map(custom.map(({ name, fact }) => [customCode(name), fact.cause?.remedy ?? []]));
  const verbatim = <T extends NamedCause | Notice>(one: T): T => ({ ...one, remedy: steps.get(one.code) ?? one.remedy });
  const diagnosis = steps.size === 0 ? concluded : { ...concluded, causes: concluded.causes.map(verbatim), notices: concluded.notices.map(verbatim) };
  const codes = [...diagnosis.causes, ...diagnosis.notices].map(({ code }) => code).concat(diagnosis.cannotTell.flatMap(({ among }) => among));
  const vantages = book.vantages?.(facts, codes) ?? [];
  const streams = book.streams?.(facts) ?? [];
  return {
    schemaVersion: 1,
    run: saved.run,
    stack: saved.stack.name,
    trigger: saved.trigger,
    startedAt: saved.startedAt,
    durationMs: saved.durationMs,
    // Where nothing was looked at, nobody stood.
    vantagePoints: [...new Set(facts.filter((fact) => fact.absent?.reason !== "not-asked").map((fact) => fact.from))].sort(),
    verdict,
    ...(saved.asked === undefined ? {} : { asked: saved.asked }),
    ...(saved.account === undefined ? {} : { account: saved.account }),
    diagnosis,
    checks,
    ...(vantages.length === 0 ? {} : { vantages }),
    ...(streams.length === 0 ? {} : { streams }),
    ...(book.docs === undefined ? {} : { docs: book.docs }),
  };
}
