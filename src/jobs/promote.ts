import type { Queue } from "bullmq";
import { runOfScheduled } from "./names.ts";

const most = 200;

/**
 * Brings forward what lies longer than it was to, whenever it is called: the queue keeps the machine's own time with whatever is put off, so
 * that a job of a machine whose clock was ahead for a while would lie as long as that was. Knows no clock but a steady one.
 */
export function promoteOverdue(queue: Queue, slackMs: number): () => Promise<void> {
  let seen = new Map<string, number>();
  return async () => {
    const now = performance.now();
    const still = new Map<string, number>();
    // The furthest first.
    for (const job of await queue.getJobs(["delayed"], 0, most - 1, false)) {
      // The jobs of a schedule are written for their hour.
      if (job?.id === undefined || runOfScheduled(job.id) !== undefined) continue;
      // Put off again, it is another one.
      const turn = `${job.id} ${job.processedOn ?? 0}`;
      const since = seen.get(turn) ?? now;
      // It may have been taken in the meantime.
      if (now - since > job.delay + slackMs) await job.promote().catch(() => undefined);
      else still.set(turn, since);
    }
    seen = still;
  };
}
