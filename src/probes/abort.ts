const watched = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back once when the signal fires; returns how to forget about it. A run shares one signal among all its acts, and Node warns of
 * a leak at eleven listeners, so there is one listener per signal.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  let callbacks = watched.get(signal);
  if (callbacks === undefined) {
    const made = new Set<() => void>();
    watched.set(signal, made);
    signal.addEventListener(
      "abort",
      () => {
        const waiting = [...made];
        made.clear();
        for (const one of waiting) one();
      },
      { once: true },
    );
    callbacks = made;
  }
  const mine = callbacks;
  mine.add(callback);
  return () => mine.delete(callback);
}

/** Why a run's signal fired: `deadline` when its reason says so (the word, or the error of AbortSignal.timeout), else `cancelled`. */
export function reasonOfSignal(signal: AbortSignal): "deadline" | "cancelled" {
  const why: unknown = signal.reason;
  const word = typeof why === "string" ? why : why instanceof Error ? (why.name === "TimeoutError" ? "deadline" : why.message) : "";
  return word === "deadline" ? "deadline" : "cancelled";
}
