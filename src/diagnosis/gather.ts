import { type Absence, type Absent, type Fact, type Facts, type Observation, onlyWithDeep, rungs, type Rung, type Surroundings } from "../core/fact.ts";
import type { VantagePoint } from "../core/hop.ts";
import type { ModelConfig } from "../core/stack.ts";
import { redactDeep, type Redact } from "../core/redact.ts";
import { cleanLine } from "../core/text.ts";
import { keyOf } from "./view.ts";

/** What a run may do and where it stands. */
export interface Gathering {
  facts: Readonly<Record<string, Fact<unknown>>>;
  /** Ids of the facts that are wanted; what they need and use comes along. */
  wanted: readonly string[];
  /** Everything of `Surroundings` that does not depend on the fact. */
  surroundings: Omit<Surroundings, "subject" | "model" | "read" | "signal" | "leftMs" | "pause">;
  from: VantagePoint;
  redact: Redact;
  /** Milliseconds for the whole run. */
  budgetMs: number;
  /** Cancels the run. */
  signal?: AbortSignal;
  deep: boolean;
  /** Facts that explain what a person reported: those marked for it look as closely as with `--deep`. */
  explaining?: ReadonlySet<string>;
  foothold: boolean;
  /** Models to ask about, once the facts named in `subjectsNeed` are settled. */
  subjectsNeed: readonly string[];
  subjects(read: (id: string) => unknown): readonly { name: string; config?: ModelConfig }[];
  /** Highest rung of the configured token, known before GitLab was asked: none without one. */
  tokenGiven: boolean;
  /** Everything that is left can be dropped: the question is settled. Asked whenever a fact settles. */
  settled?(facts: Facts, waiting: readonly string[]): boolean;
  progress?(done: number, total: number, id: string): void;
  /** Told after a second and a half, and every five from then on: what is being asked now and has no answer yet, oldest first. */
  waiting?(titles: readonly string[], done: number, total: number): void;
  /** Asked before model tokens are spent on a fact; false: today's budget is used up, and the fact is not asked for. */
  afford?(tokens: number): Promise<boolean>;
}

/** What one fact may spend at most: its answer, and the prompt that it sends. */
const tokensOf: Partial<Record<Fact<unknown>["cost"], number>> = { tokens: 64, deep: 512 };

interface Node {
  key: string;
  id: string;
  subject: string | undefined;
  fact: Fact<unknown>;
}

const firstWaitingMs = 1500;
const waitingEveryMs = 5000;

/** Adds everything that the wanted facts need or use. */
export function closure(facts: Readonly<Record<string, Fact<unknown>>>, wanted: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (id: string): void => {
    const fact = facts[id];
    if (fact === undefined || found.has(id)) return;
    found.add(id);
    for (const other of [...(fact.needs ?? []), ...(fact.uses ?? [])]) visit(other);
  };
  for (const id of wanted) visit(id);
  return Object.keys(facts).filter((id) => found.has(id));
}

/**
 * Observes the wanted facts as a graph: each starts as soon as what it needs and uses is settled, independent ones side by side.
 * Never throws: a fact that breaks becomes an absence with reason `broke`. The order of the result is that of the registry.
 */
export async function gather(gathering: Gathering): Promise<Facts> {
  const { facts, surroundings, redact } = gathering;
  const began = performance.now();
  const sinceStart = (): number => Math.round(performance.now() - began);
  const ids = closure(facts, gathering.wanted);
  const chosen = new Set(ids);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort("deadline"), gathering.budgetMs);
  const cancel = (): void => stop.abort("cancelled");
  if (gathering.signal?.aborted === true) cancel();
  gathering.signal?.addEventListener("abort", cancel, { once: true });

  const settled = new Map<string, Observation>();
  const asking = new Map<string, string>();
  const tellWaiting = (): void => gathering.waiting?.([...asking.values()], settled.size, total);
  let teller = setTimeout(() => {
    tellWaiting();
    teller = setInterval(tellWaiting, waitingEveryMs);
  }, firstWaitingMs);
  const work = new Map<string, Promise<void>>();
  let total = ids.length;
  let subjects: readonly string[] | undefined;
  const configs = new Map<string, ModelConfig | undefined>();

  const valueOf = (id: string, subject?: string): unknown => {
    const found = (subject === undefined ? undefined : settled.get(keyOf(id, subject))) ?? settled.get(id);
    return found?.absent === undefined ? found?.value : undefined;
  };

  const record = (node: Node, startedMs: number, outcome: { value: unknown; said: string } | { absent: Absence }): void => {
    asking.delete(node.key);
    const absence = "absent" in outcome ? outcome.absent : undefined;
    settled.set(node.key, {
      id: node.id,
      ...(node.subject === undefined ? {} : { subject: node.subject }),
      from: node.fact.from ?? gathering.from,
      basis: node.fact.basis ?? "measured",
      startedMs,
      durationMs: sinceStart() - startedMs,
      at: surroundings.now().toISOString(),
      ...(absence === undefined ? { value: "value" in outcome ? outcome.value : undefined } : { absent: absence }),
      said: "said" in outcome ? outcome.said : sayAbsence(node.fact.title, absence),
    });
    gathering.progress?.(settled.size, total, node.key);
    if (gathering.settled !== undefined && !stop.signal.aborted) {
      const waiting = [...work.keys()].filter((key) => !settled.has(key));
      if (waiting.length > 0 && gathering.settled(ordered(), waiting)) stop.abort("settled");
    }
  };

  const ordered = (): Facts => {
    const place = new Map(ids.map((id, index) => [id, index]));
    return [...settled.values()].sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0) || (a.subject ?? "").localeCompare(b.subject ?? "", "en"));
  };

  const keysOf = (id: string, subject: string | undefined): string[] => {
    if (facts[id]?.per !== "model") return [id];
    if (subject !== undefined) return [keyOf(id, subject)];
    return (subjects ?? []).map((name) => keyOf(id, name));
  };

  const run = async (node: Node): Promise<void> => {
    const { fact } = node;
    const before = [...(fact.needs ?? []), ...(fact.uses ?? [])];
    if (before.some((id) => facts[id]?.per === "model") && node.subject === undefined) await subjectsKnown();
    await Promise.all(before.filter((id) => chosen.has(id)).flatMap((id) => keysOf(id, node.subject)).map((key) => work.get(key)));
    const startedMs = sinceStart();
    const reason = refusal(node);
    if (reason !== undefined) return record(node, startedMs, { absent: reason });
    const tokens = fact.tokens ?? tokensOf[fact.cost];
    if (tokens !== undefined && gathering.afford !== undefined && !(await gathering.afford(tokens))) return record(node, startedMs, { absent: { reason: "not-asked", because: "today's budget of model tokens for this stack is used up" } });
    asking.set(node.key, node.subject === undefined ? node.fact.title : `${node.fact.title} (${node.subject})`);
    record(node, startedMs, await observeOne(node));
  };

  const explainsReport = ({ fact, id }: Node): boolean => fact.onReport === true && gathering.explaining?.has(id) === true;

  /** Why a fact is not even asked for. */
  const refusal = (node: Node): Absence | undefined => {
    const { fact } = node;
    if (fact.cost === "deep" && !gathering.deep && !explainsReport(node)) return onlyWithDeep;
    if (fact.cost === "foothold" && !gathering.foothold) return { reason: "not-asked", because: "seen only through a foothold (exec), and none is used in this run" };
    const wantedRung: Rung = fact.rung ?? "none";
    if (wantedRung !== "none") {
      const token = valueOf("gitlab/token") as { rung?: Rung } | undefined;
      const has: Rung = token?.rung ?? (gathering.tokenGiven ? "admin" : "none");
      if (rungs.indexOf(has) < rungs.indexOf(wantedRung)) return { reason: "not-permitted", rung: wantedRung };
    }
    for (const id of fact.needs ?? []) {
      const observation = (node.subject === undefined ? undefined : settled.get(keyOf(id, node.subject))) ?? settled.get(id);
      if (observation?.absent?.reason === "not-applicable") return observation.absent;
      if (observation === undefined || observation.absent !== undefined) return { reason: "blocked", by: observation === undefined ? id : keyOf(observation.id, observation.subject) };
    }
    if (stop.signal.aborted) return { reason: "over-budget" };
    return undefined;
  };

  const observeOne = async (node: Node): Promise<{ value: unknown; said: string } | { absent: Absence }> => {
    const { fact, subject } = node;
    const own = new AbortController();
    const end = (): void => own.abort(stop.signal.reason);
    stop.signal.addEventListener("abort", end, { once: true });
    const limit = setTimeout(() => own.abort("deadline"), fact.timeoutMs);
    // A wait that lost its race must not keep the process alive once the fact has answered.
    const answered = new AbortController();
    const awake = AbortSignal.any([own.signal, answered.signal]);
    let grace: NodeJS.Timeout | undefined;
    // A fact that ignores its signal must not hold the run: it gets half a second after the end.
    const overdue = new Promise<Absent>((resolve) => {
      own.signal.addEventListener("abort", () => {
        grace = setTimeout(() => resolve({ absent: { reason: "over-budget" } }), 500);
      }, { once: true });
    });
    try {
      const seen = await Promise.race([
        fact.observe({
          ...surroundings,
          deep: gathering.deep || explainsReport(node),
          subject,
          model: subject === undefined ? undefined : configs.get(subject),
          read: valueOf,
          signal: own.signal,
          leftMs: () => Math.max(0, gathering.budgetMs - sinceStart()),
          pause: (ms) => pauseUntil(ms, awake),
        }),
        overdue,
      ]);
      if (isAbsent(seen)) return seen;
      const value = fact.schema.parse(redactDeep(seen, redact));
      return { value, said: cleanLine(redact(fact.describe(value)), 500) };
    } catch (error) {
      return { absent: { reason: "broke", error: cleanLine(redact(String(error instanceof Error ? (error.stack ?? error.message) : error)), 600) } };
    } finally {
      answered.abort();
      clearTimeout(limit);
      clearTimeout(grace);
      stop.signal.removeEventListener("abort", end);
    }
  };

  let subjectsReady: Promise<void> | undefined;
  const subjectsKnown = (): Promise<void> => {
    subjectsReady ??= (async () => {
      await Promise.all(gathering.subjectsNeed.filter((id) => chosen.has(id)).map((id) => work.get(id)));
      for (const one of gathering.subjects((id) => valueOf(id))) configs.set(one.name, one.config);
      subjects = [...configs.keys()];
      const nodes = ids.filter((id) => facts[id]?.per === "model").flatMap((id) => subjects?.map((subject) => ({ id, subject })) ?? []);
      total += nodes.length - ids.filter((id) => facts[id]?.per === "model").length;
      start(nodes);
    })();
    return subjectsReady;
  };

  // Every node's promise must be known before any of them looks for the nodes it waits for: `run` starts in a later microtask.
  const start = (nodes: readonly { id: string; subject: string | undefined }[]): void => {
    for (const { id, subject } of nodes) {
      const fact = facts[id];
      if (fact === undefined) continue;
      const node = { key: keyOf(id, subject), id, subject, fact };
      work.set(node.key, Promise.resolve().then(() => run(node)));
    }
  };

  start(ids.filter((id) => facts[id]?.per !== "model").map((id) => ({ id, subject: undefined })));
  await subjectsKnown();
  await Promise.all(work.values());
  clearTimeout(timer);
  clearTimeout(teller);
  gathering.signal?.removeEventListener("abort", cancel);
  return ordered();
}

function isAbsent(value: unknown): value is Absent {
  return value !== null && typeof value === "object" && "absent" in value && Object.keys(value).length === 1;
}

function pauseUntil(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done, { once: true });
  });
}

function sayAbsence(title: string, absence: Absence | undefined): string {
  switch (absence?.reason) {
    case "not-permitted": return `${title}: not permitted, needs the rung ${absence.rung}`;
    case "blocked": return `${title}: not asked, because ${absence.by} was not seen`;
    case "not-applicable": return `${title}: does not apply, ${absence.because}`;
    case "not-asked": return `${title}: ${absence.because}`;
    case "over-budget": return `${title}: no time left in this run`;
    case "broke": return `${title}: duo-triage itself failed`;
    case undefined: return title;
  }
}
