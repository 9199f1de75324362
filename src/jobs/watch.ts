import type { Queue, QueueEvents } from "bullmq";
import type { RunEvent } from "../core/queue.ts";
import { jobOfRun, runOfJob } from "./names.ts";
import type { Outcome } from "./work.ts";

/** Tells listeners what becomes of runs, from one queue's events. */
export interface Watch {
  add(run: string, listener: (event: RunEvent) => void): () => void;
  close(): void;
}

/** How often the end of a watched run is looked for in the queue itself: events can be missed, states cannot. */
const lookMs = 5_000;
/** A reader that has just begun misses what happened a moment ago. */
const firstLooksMs = [0, 300, 1_200];

export function openWatch(queue: Queue, events: QueueEvents): Watch {
  const listeners = new Map<string, Set<(event: RunEvent) => void>>();

  const tell = (jobId: string, event: RunEvent): void => {
    const run = runOfJob(jobId);
    const told = listeners.get(run);
    if (told === undefined) return;
    // One end only, whether an event or a look brought it.
    if (event.kind !== "started" && event.kind !== "progress") listeners.delete(run);
    for (const listener of told) listener(event);
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
  const timer = setInterval(() => {
    for (const run of listeners.keys()) void look(run);
  }, lookMs);
  timer.unref();

  return {
    add(run, listener) {
      const told = listeners.get(run) ?? new Set();
      listeners.set(run, told.add(listener));
      const looks = firstLooksMs.map((ms) => setTimeout(() => void look(run), ms).unref());
      return () => {
        looks.forEach(clearTimeout);
        told.delete(listener);
        if (told.size === 0 && listeners.get(run) === told) listeners.delete(run);
      };
    },
    close: () => clearInterval(timer),
  };
}

function endOf(outcome: Outcome | null): RunEvent {
  return outcome?.kind === "cancelled" ? { kind: "cancelled" } : { kind: "finished", result: outcome?.result ?? null };
}
