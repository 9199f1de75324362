/** What the time is, ms since 1970, on whatever machine it is asked. */
export interface Clock {
  now(): number;
  /** Whether the server has answered by now: before, the time may be wrong by any amount, and nothing is due. */
  isKnown(): boolean;
  close(): void;
}

const everyMs = 15_000;
/** How soon it is asked again before the first answer, ms. */
const firstMs = 500;
/** An answer that took longer says too little about the moment it speaks of, ms. */
const slowMs = 2_000;

/**
 * The server's time, carried on by this process's steady clock: processes on machines with wrong clocks agree on what is due, and a clock
 * that is set, in either direction, makes nothing early, late or done twice. Until the server has answered it is the machine's own.
 */
export function openClock(serverTime: () => Promise<number>): Clock {
  let known: { at: number; steady: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const ask = async (): Promise<void> => {
    const began = performance.now();
    // A server that is away changes no clock.
    const at = await serverTime().catch(() => undefined);
    const took = performance.now() - began;
    if (at !== undefined && Number.isFinite(at) && (known === undefined || took < slowMs)) known = { at: at + took / 2, steady: began + took };
    if (!closed) timer = setTimeout(() => void ask(), known === undefined ? firstMs : everyMs).unref();
  };
  void ask();
  return {
    now: () => (known === undefined ? Date.now() : Math.round(known.at + performance.now() - known.steady)),
    isKnown: () => known !== undefined,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
