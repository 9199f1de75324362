import type { Queue, QueueEvents } from "bullmq";
import type { RunEvent } from "../core/queue.ts";
import { jobOfRun, runOfJob } from "./names.ts";
import type { Outcome } from "./work.ts";

/** Tells listeners what becomes of runs, from one queue's events. */
export interface Watch {
  /** A run was put into the queue by this process: if its events are being read, none of them is missed. */
  begun(run: string): void;
  add(run: string, listener: (event: RunEvent) => void): () => void;
  close(): void;
}

interface Watched {
  listeners: Set<(event: RunEvent) => void>;
  /** Rounds of looking that it has lived through. */
  age: number;
}

/**
 * How often the end of a watched run is looked for in the queue itself: events can be missed, states cannot. In rounds of `roundMs`; soon
 * where the run may be over already, or its reader has just begun.
 */
const roundMs = 300;
const firstRounds: readonly number[] = [1, 4];
const everyRounds = 16;
/** Ends that came before their listener, and runs that began here: between asking and watching lies a moment. */
const mostKept = 200;

export function openWatch(queue: Queue, events: QueueEvents): Watch {
  const runs = new Map<string, Watched>();
  const ends = new Map<string, RunEvent>();
  const begun = new Map<string, true>();
  let timer: NodeJS.Timeout | undefined;
  let hears = false;

  const tell = (jobId: string, event: RunEvent): void => {
    const run = runOfJob(jobId);
    const ended = event.kind !== "started" && event.kind !== "progress";
    hears = true;
    if (ended) keep(ends, run, event);
    const watched = runs.get(run);
    if (watched === undefined) return;
    // One end only, whether an event or a look brought it.
    if (ended) runs.delete(run);
    for (const listener of watched.listeners) listener(event);
  };

  events.on("active", ({ jobId }) => tell(jobId, { kind: "started" }));
  events.on("progress", ({ jobId, data }) => tell(jobId, { kind: "progress", progress: data }));
  events.on("completed", ({ jobId, returnvalue }) => tell(jobId, endOf(returnvalue as unknown as Outcome)));
  events.on("failed", ({ jobId, failedReason }) => tell(jobId, { kind: "failed", reason: failedReason }));
  // Our own event: not every backend tells of a removed job.
  events.on("cancelled" as "removed", ({ jobId }) => tell(jobId, { kind: "cancelled" }));

  const look = async (run: string): Promise<void> => {
    const job = await queue.getJob(jobOfRun(run)).catch(() => undefined);
    if (job?.id === undefined || job.finishedOn === undefined || job.finishedOn === null) return;
    if (job.failedReason) tell(job.id, { kind: "failed", reason: job.failedReason });
    else tell(job.id, endOf(job.returnvalue as Outcome));
  };
  const round = (): void => {
    for (const [run, watched] of runs) {
      watched.age += 1;
      if (firstRounds.includes(watched.age) || watched.age % everyRounds === 0) void look(run);
    }
    if (runs.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };

  return {
    begun(run) {
      if (hears) keep(begun, run, true);
    },
    add(run, listener) {
      const ended = ends.get(run);
      if (ended !== undefined) {
        let over = false;
        queueMicrotask(() => { if (!over) listener(ended); });
        return () => { over = true; };
      }
      const watched = runs.get(run) ?? { listeners: new Set(), age: 0 };
      watched.age = begun.has(run) ? Math.max(...firstRounds) : 0;
      runs.set(run, watched);
      watched.listeners.add(listener);
      timer ??= setInterval(round, roundMs).unref();
      return () => {
        watched.listeners.delete(listener);
        if (watched.listeners.size === 0 && runs.get(run) === watched) runs.delete(run);
      };
    },
    close: () => clearInterval(timer),
  };
}

/** Keeps the latest so many. */
function keep<T>(all: Map<string, T>, key: string, value: T): void {
  all.set(key, value);
  const [oldest] = all.size > mostKept ? all.keys() : [];
  if (oldest !== undefined) all.delete(oldest);
}

function endOf(outcome: Outcome | null): RunEvent {
  return outcome?.kind === "cancelled" ? { kind: "cancelled" } : { kind: "finished", result: outcome?.result ?? null };
}
