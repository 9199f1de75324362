import type { Job } from "bullmq";
import { deliveryJobSchema, isPostponed, jobVersion, triageJobSchema, triageTemplateSchema, type Handlers, type QueueTrouble, type TriageJob } from "../core/queue.ts";
import type { Deliveries } from "../core/store.ts";
import { canaryName } from "./canary.ts";
import type { Parts, Work } from "./parts.ts";
import { sentenceOf } from "./sentence.ts";
import { runOfScheduled } from "./names.ts";

/** What a triage job leaves in the queue when it is over. */
export type Outcome = { kind: "finished"; result: unknown } | { kind: "cancelled" };

/** How long work may go on after its signal was raised, ms. */
const graceMs = 1_000;
/** How long a job of a newer version waits for a newer worker, ms. */
const newerMs = 15_000;

export interface WorkContext {
  library: Parts["library"];
  handlers: Handlers;
  ledger: Deliveries;
  onTrouble(trouble: QueueTrouble): void;
  /** How long the right to post one message lasts, ms. */
  claimMs: number;
}

/** The processor of a `triage` queue. */
export function triageWork({ library, handlers, onTrouble }: WorkContext): Work {
  return async (job, token, signal = new AbortController().signal) => {
    if (job.name === canaryName) return { kind: "finished", result: null } satisfies Outcome;
    const run = await readJob(library, job, token, onTrouble, parseTriage);
    const work = handlers.triage(run, { signal, progress: (progress) => job.updateProgress(progress as object) });
    const ended = await settle(work, signal);
    if (!signal.aborted && ended.kind === "settled" && isPostponed(ended.value)) await handBack(library, job, token, ended.value.postponedMs);
    if (!signal.aborted && ended.kind === "settled") return { kind: "finished", result: ended.value ?? null } satisfies Outcome;
    if (signal.reason === "cancelled") return { kind: "cancelled" } satisfies Outcome;
    if (signal.reason === "stopping") await handBack(library, job, token, 0);
    throw new Error("Another worker has taken this run over");
  };
}

/** The processor of the `delivery` queue: no slot is posted twice, none is forgotten. */
export function deliveryWork({ library, handlers, ledger, onTrouble, claimMs }: WorkContext): Work {
  return async (job, token, signal = new AbortController().signal) => {
    const delivery = await readJob(library, job, token, onTrouble, (data) => deliveryJobSchema.parse(data));
    if (handlers.delivery === undefined) throw new Error("This worker cannot post");
    const { run, slot } = delivery;
    const claim = await ledger.claim(run, slot, claimMs);
    if (claim.kind === "delivered") return { kind: "posted", again: true };
    if (claim.kind === "busy") return handBack(library, job, token, Math.max(100, claim.forMs));
    const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.round(claimMs * 0.8))]);
    try {
      const ended = await settle(handlers.delivery(delivery, { uncertain: claim.uncertain, signal: limit }), limit);
      if (ended.kind === "settled") {
        const posted = ended.value;
        if (posted.kind === "posted") {
          await ledger.delivered(run, slot, posted.message ?? null);
          return { kind: "posted" };
        }
        await ledger.release(run, slot, true);
        if (posted.kind === "later") return await handBack(library, job, token, Math.min(Math.max(posted.afterMs, 0), 15 * 60_000));
        onTrouble({ kind: "delivery-undeliverable", run, slot, message: posted.reason });
        throw new library.UnrecoverableError(posted.reason);
      }
    } catch (error) {
      const known = error instanceof library.DelayedError || error instanceof library.UnrecoverableError;
      if (!known) await ledger.release(run, slot, false);
      throw error;
    }
    await ledger.release(run, slot, false);
    if (signal.reason === "stopping") return handBack(library, job, token, 0);
    throw new Error("The platform did not answer in time");
  };
}

/** Waits for the work, or until a moment after the signal. */
function settle<T>(work: Promise<T>, signal: AbortSignal): Promise<{ kind: "settled"; value: T } | { kind: "abandoned" }> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const leave = (): void => {
      timer = setTimeout(() => resolve({ kind: "abandoned" }), graceMs);
    };
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", leave);
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
    work.then((value) => {
      over();
      resolve({ kind: "settled", value });
    }, (error: unknown) => {
      over();
      // Work that was told to stop may end in any way.
      if (signal.aborted) resolve({ kind: "abandoned" });
      else reject(error);
    });
  });
}

/** Puts the job back, to be taken again after `ms`; that does not count as an attempt. */
async function handBack(library: Parts["library"], job: Job, token: string | undefined, ms: number): Promise<never> {
  await job.moveToDelayed(Date.now() + ms, token);
  throw new library.DelayedError();
}

async function readJob<T>(library: Parts["library"], job: Job, token: string | undefined, onTrouble: WorkContext["onTrouble"], parse: (data: unknown, job: Job) => T): Promise<T> {
  try {
    return parse(job.data, job);
  } catch (error) {
    const version = (job.data as { version?: unknown } | null)?.version;
    const newer = typeof version === "number" && version > jobVersion;
    const message = newer ? `Job ${job.id} was written by a newer duo-triage; it waits for a worker of that version` : `Job ${job.id} cannot be read: ${sentenceOf(error)}`;
    onTrouble({ kind: "bad-job", message });
    if (newer) return handBack(library, job, token, newerMs);
    throw new library.UnrecoverableError(message);
  }
}

/** A job that a schedule made holds its template; the job's own id tells the rest. */
function parseTriage(data: unknown, job: Job): TriageJob {
  const scheduled = runOfScheduled(job.id ?? "");
  if (scheduled === undefined) return triageJobSchema.parse(data);
  return { ...triageTemplateSchema.parse(data), run: scheduled.run, at: scheduled.at };
}
