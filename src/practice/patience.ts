import { setTimeout as wait } from "node:timers/promises";

/**
 * The long waits between tries that the gateway makes (39 to 44 s for a dead model), shortened for practice. What was left out is kept
 * per request, so that a caller with a limit (GitLab) still gives up exactly where it would have in real time.
 */
export interface Patience {
  /** Waits `ms` of product time for the request with this id, which takes `ms` times the scale. */
  pause(ms: number, requestId: string): Promise<void>;
  /** Milliseconds of product time that were left out for this request so far. */
  skipped(requestId: string): number;
  forget(requestId: string): void;
}

/** `scale` 1 = the real times; 0.02 = a dead model costs about a second. */
export function patienceOf(scale: number): Patience {
  const leftOut = new Map<string, number>();
  return {
    pause: async (ms, requestId) => {
      leftOut.set(requestId, (leftOut.get(requestId) ?? 0) + ms * (1 - scale));
      await wait(ms * scale);
    },
    skipped: (requestId) => leftOut.get(requestId) ?? 0,
    forget: (requestId) => void leftOut.delete(requestId),
  };
}
