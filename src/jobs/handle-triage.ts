import type { Handlers, Queues, TriageJob } from "../core/queue.ts";
import type { Reply } from "../core/reply.ts";
import type { Result, SavedRun } from "../core/result.ts";
import type { StackConfig } from "../core/stack.ts";
import type { RunRecord, Store } from "../core/store.ts";
import { diagnose, type Registry, type Means } from "../diagnosis/diagnose.ts";
import { sayVerdict } from "../replies/verdict.ts";
import { readEarlier } from "./earlier.ts";
import { patiently } from "./patiently.ts";

/** What the worker of a site needs to answer questions. */
export interface TriageDesk<V> {
  /** The stack's configuration; the job holds only its name. Undefined: this worker does not know it. */
  stack(name: string): Promise<StackConfig | undefined>;
  registry: Registry<V>;
  means(signal: AbortSignal): Omit<Means, "signal" | "progress">;
  store: Store;
  queues: Pick<Queues, "deliver">;
  /** The clock that all processes share, ms since 1970: runs of machines with wrong clocks keep their order. */
  now(): number;
  /** Asked before model tokens are spent; false: the day's budget is used up. */
  afford?: (job: TriageJob) => (tokens: number) => Promise<boolean>;
  /** Hears what every run found. */
  told?: (result: Result, saved: SavedRun) => void;
  /** Hears of every stored run, after its answer is on its way. Never rejects. */
  after?: (record: RunRecord, job: TriageJob) => Promise<void>;
}

/** Works on one question: asks the stack, stores the run, queues the answer. The stored run comes first, so that nothing answered is unknown. */
export function handleTriage<V>(desk: TriageDesk<V>): Handlers["triage"] {
  return async (job, { progress, signal }) => {
    const stack = await patiently(() => desk.stack(job.stack), signal);
    if (stack === undefined) return answer(job, desk, unknownStack(job), signal);
    let told = 0;
    const startedAt = desk.now();
    const earlier = await readEarlier(desk.store.runs, job.stack).catch(() => undefined);
    const { result, saved } = await diagnose(
      { run: job.run, trigger: job.trigger, stack, deep: job.question.deep, only: job.question.only ?? [], reported: job.question.codes ?? [], ...(job.question.account === undefined ? {} : { account: job.question.account }), ...(job.question.evidence === undefined ? {} : { evidence: job.question.evidence }) },
      desk.registry,
      {
        ...desk.means(signal),
        ...(desk.afford === undefined ? {} : { afford: desk.afford(job) }),
        signal,
        ...(earlier === undefined ? {} : { earlier }),
        progress: (done, total, at) => {
          const now = Date.now();
          if (done !== total && now - told < 300) return;
          told = now;
          void progress({ done, total, at }).catch(() => undefined);
        },
      },
    );
    // A run that was cancelled or handed back has no verdict: half of its facts were never asked for.
    if (signal.aborted) return { cancelled: true };
    desk.told?.(result, saved);
    const record: RunRecord = { run: job.run, stack: job.stack, trigger: job.trigger, question: job.question, verdict: result.verdict, startedAt, durationMs: result.durationMs, result, facts: saved };
    await patiently(() => desk.store.runs.save(record), signal);
    const answered = await answer(job, desk, sayVerdict(result), signal, result);
    const after = desk.after?.(record, job);
    // Whoever was answered may ask again at once, and must not join a run that has nothing more to say.
    if (job.conversation === undefined) await after;
    return answered;
  };
}

async function answer<V>(job: TriageJob, desk: TriageDesk<V>, reply: Reply, signal: AbortSignal, result?: Result): Promise<unknown> {
  const { conversation } = job;
  if (conversation !== undefined) await patiently(() => desk.queues.deliver({ version: 1, run: job.run, slot: reply.slot, conversation, reply, at: job.at }), signal);
  return result === undefined ? { unknownStack: true } : { verdict: result.verdict };
}

function unknownStack(job: TriageJob): Reply {
  return { slot: "verdict", audience: "everyone", blocks: [{ kind: "headline", mark: "unknown", text: `This worker's configuration has no stack called "${job.stack}"` }] };
}
