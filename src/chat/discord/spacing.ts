import { setTimeout as sleep } from "node:timers/promises";

/**
 * Turns that follow one another evenly: `perSecond` of them, and `atOnce` more without a wait after a pause. A limit that is counted in
 * seconds of the other side's clock is kept so whenever those begin; bursts at the beginning of one's own seconds meet in one of theirs.
 */
export function openSpacing(perSecond: number, atOnce: number, now: () => number = () => performance.now()): () => Promise<void> {
  const gapMs = 1_000 / perSecond;
  /** When the next turn would be if nothing were allowed at once, ms. */
  let due = 0;
  return async () => {
    const asked = now();
    due = Math.max(due, asked) + gapMs;
    const wait = due - (atOnce + 1) * gapMs - asked;
    if (wait > 0) await sleep(wait);
  };
}
