import { setTimeout as sleep } from "node:timers/promises";

/** How long a worker keeps what it found while queue or store are away, ms. */
const limitMs = 10 * 60_000;

/**
 * Does what needs queue or store until it succeeds: whoever asks fails fast, but a worker waits, because its answer would be lost. Gives
 * up when the run is taken away from it, after ten minutes, or when the fault is not that somebody is away.
 */
export async function patiently<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const end = Date.now() + limitMs;
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 2, 3_000)) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted || Date.now() > end || ofOurs(error)) throw error;
      await sleep(Math.random() * waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw error;
    }
  }
}

/** What is wrong with the data will be wrong the next time too: not the schema's document, or refused by SQL (classes 22, 23, 42). */
function ofOurs(error: unknown): boolean {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return name === "ZodError" || (typeof code === "string" && /^(?:22|23|42)[0-9A-Z]{3}$/u.test(code));
}
