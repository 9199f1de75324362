/**
 * Lets what follows an acknowledgement wait until no other comes in for `quietMs`, at most `mostMs`, and lets it go one at a time, each in a turn
 * of the event loop of its own. Node takes one new connection in a turn (libuv since 1.45): where a hundred people ask at once, turns that are
 * long with the answers to the first keep the last outside until their platform gives up.
 */
export function openLull({ quietMs = 20, mostMs = 1_500, now = () => performance.now() }: { quietMs?: number; mostMs?: number; now?: () => number } = {}): () => Promise<void> {
  const waiting: { at: number; go: () => void }[] = [];
  let last = 0;
  let looking = false;

  const look = (): void => {
    const first = waiting[0];
    if (first === undefined) {
      looking = false;
      return;
    }
    const at = now();
    const leftMs = Math.min(last + quietMs, first.at + mostMs) - at;
    // Timers come before sockets in a turn: after a pause of the whole process the sockets are heard first.
    if (leftMs > 0) return void setTimeout(() => setImmediate(look), leftMs);
    waiting.shift();
    first.go();
    setImmediate(look);
  };

  return () => new Promise((go) => {
    last = now();
    waiting.push({ at: last, go });
    if (looking) return;
    looking = true;
    setTimeout(() => setImmediate(look), quietMs);
  });
}
