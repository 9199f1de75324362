import { randomUUID } from "node:crypto";
import type { Queue } from "bullmq";
import { setTimeout as sleep } from "node:timers/promises";
import type { CanaryFlight } from "../core/queue.ts";
import { sentenceOf } from "./sentence.ts";
import type { Watch } from "./watch.ts";

/** A job that does nothing: that it comes back proves queue, notifications and a worker, which `is running` does not. */

export const canaryName = "canary";

/** Sends one through a site's queue and waits for it at most `patienceMs`. */
export async function flyCanary({ queue, watch }: { queue: Queue; watch: Watch }, patienceMs: number): Promise<CanaryFlight> {
  const id = `canary-${randomUUID()}`;
  const began = performance.now();
  const done = new AbortController();
  let stop: (() => void) | undefined;
  try {
    const back = new Promise<"back">((resolve) => {
      stop = watch.add(id, (event) => {
        if (event.kind !== "started" && event.kind !== "progress") resolve("back");
      });
    });
    await queue.add(canaryName, { version: 1, canary: true }, { jobId: id, removeOnComplete: { age: 600, count: 50 }, removeOnFail: { age: 600, count: 50 } });
    const late = sleep(patienceMs, "late" as const, { signal: done.signal }).catch(() => "late" as const);
    if ((await Promise.race([back, late])) === "back") return { kind: "through", ms: Math.round(performance.now() - began) };
    await queue.remove(id).catch(() => 0);
    return { kind: "stuck", ms: Math.round(performance.now() - began) };
  } catch (error) {
    return { kind: "away", reason: sentenceOf(error) };
  } finally {
    done.abort();
    stop?.();
  }
}
