const usualEveryMs = 10 * 60_000;

/**
 * Tidying that rides on other work: done by the first call, then once in `everyMs` (10 min) at most, and at once again where it answers that
 * there is more. Whoever calls waits for it, and does not hear of its failure: what is not tidied now is later.
 */
export function nowAndThen(tidy: () => Promise<boolean>, everyMs = usualEveryMs): () => Promise<void> {
  let notBefore = 0;
  return async () => {
    const now = performance.now();
    if (now < notBefore) return;
    notBefore = now + everyMs;
    if (await tidy().catch(() => false)) notBefore = 0;
  };
}
