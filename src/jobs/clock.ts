/** What the time is, ms since 1970, on whatever machine it is asked. */
export interface Clock {
  now(): number;
  close(): void;
}

const everyMs = 15_000;
/** An answer that took longer says too little about the moment it speaks of, ms. */
const slowMs = 2_000;

/**
 * The server's time, carried on by this process's steady clock: processes on machines with wrong clocks agree on what is due, and a clock
 * that is set, in either direction, makes nothing early, late or done twice. Until the server has answered it is the machine's own.
 */
export function openClock(serverTime: () => Promise<number>): Clock {
  let known: { at: number; steady: number } | undefined;
  let asking = false;
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const began = performance.now();
    // A server that is away changes no clock.
    const at = await serverTime().catch(() => undefined);
    const took = performance.now() - began;
    if (at !== undefined && Number.isFinite(at) && took < slowMs) known = { at: at + took / 2, steady: began + took };
    asking = false;
  };
  void ask();
  const timer = setInterval(() => void ask(), everyMs);
  timer.unref();
  return {
    now: () => (known === undefined ? Date.now() : Math.round(known.at + performance.now() - known.steady)),
    close: () => clearInterval(timer),
  };
}
