/** Work that stops now and then, so that whoever drives it may let others on; its end is its value. */
export type Steps<T> = Generator<void, T, void>;

/** Does all of it at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

// A person's press must be acknowledged meanwhile, and sockets read, ms.
const stretchMs = 8;

/** Does it in stretches of a few milliseconds, and lets the event loop turn between them. */
export async function unhurried<T>(steps: Steps<T>): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < stretchMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  }
}
