const tickMs = 200;

/**
 * How long this process itself stood still, in milliseconds: what it measured of others in that time says nothing of them. Runs until `stop`, which
 * answers for the whole time.
 */
export function watchOwnStall(): { stop(): number } {
  let last = performance.now();
  let still = 0;
  const note = (): void => {
    const now = performance.now();
    still += Math.max(0, now - last - 2 * tickMs);
    last = now;
  };
  const timer = setInterval(note, tickMs);
  return {
    stop: () => {
      clearInterval(timer);
      note();
      return still;
    },
  };
}
