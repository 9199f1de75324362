/** Resolves when the process is told to stop; a second signal ends it at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (asked) process.exit(signal === "SIGINT" ? 130 : 143);
        asked = true;
        resolve();
      });
    }
  });
}

/** How long running work may go on after a stop was asked for, ms. With what closing takes besides, a stop lasts at most 25 s. */
export const finishMs = 16_000;
