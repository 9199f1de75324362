import { setTimeout as sleep } from "node:timers/promises";

/**
 * The answer of a pool that was closed, in the words that BullMQ knows. It takes a moment, because a worker that was not closed asks
 * again at once, and would keep the process from ever doing anything else.
 */
export async function refuse(): Promise<never> {
  await sleep(100);
  throw new Error("Cannot use a pool after calling end on the pool");
}
