import type { Limits } from "../core/ports.ts";
import type { Failure, Phase, Reason, Timings } from "../core/probe-answer.ts";
import { onAbort, reasonOfSignal } from "./abort.ts";
import { type Fault, faultOf, Trouble } from "./errors.ts";

/** One act under way: its clock, the phase it is in, and what stops it. */
export interface Act {
  phase: Phase;
  address: string | undefined;
  readonly reached: Omit<Timings, "total">;
  /** Set once the deadline of the act or of the run is over. */
  readonly stopped: Trouble | undefined;
  /** Milliseconds since the start. */
  elapsed(): number;
  mark(what: "resolved" | "connected" | "secured" | "firstByte"): void;
  timings(): Timings;
  /** Calls back once when the act is stopped; at once when it already is. Returns how to forget about it. */
  onStop(callback: (trouble: Trouble) => void): () => void;
  /** Must be called when the act is over. */
  end(): void;
}

// What our own deadline means depends on what was being waited for.
const deadlineMeans: Readonly<Record<Phase, Reason>> = {
  resolve: "resolver-failed",
  connect: "connect-timeout",
  tls: "no-answer",
  send: "no-answer",
  "first-byte": "no-answer",
  headers: "stalled",
  stream: "stalled",
  parse: "stalled",
};

const rounded = (ms: number): number => Math.round(ms * 100) / 100;

/** Starts the clock of one act. It is stopped by its own deadline or by the signal of the run, whichever comes first. */
export function beginAct(limits: Limits, defaultTimeoutMs: number, now: () => number): Act {
  const started = now();
  const reached: Omit<Timings, "total"> = {};
  const callbacks = new Set<(trouble: Trouble) => void>();
  let stopped: Trouble | undefined;
  let forget: (() => void) | undefined;

  const stop = (fault: Fault): void => {
    if (stopped !== undefined) return;
    stopped = new Trouble(fault);
    const waiting = [...callbacks];
    callbacks.clear();
    for (const callback of waiting) callback(stopped);
  };
  const onRunOver = (): void => stop({ phase: act.phase, reason: reasonOfSignal(limits.signal) });
  const timeoutMs = limits.timeoutMs ?? defaultTimeoutMs;
  const timer = setTimeout(() => {
    const detail = `nothing more within ${timeoutMs} ms`;
    stop({ phase: act.phase, reason: deadlineMeans[act.phase], ...(act.phase === "resolve" ? { code: "ETIMEOUT" } : {}), detail });
  }, Math.max(0, timeoutMs));

  const act: Act = {
    phase: "resolve",
    address: undefined,
    reached,
    get stopped() {
      return stopped;
    },
    elapsed: () => rounded(now() - started),
    mark(what) {
      reached[what] = rounded(now() - started);
    },
    timings: () => ({ ...reached, total: rounded(now() - started) }),
    onStop(callback) {
      if (stopped !== undefined) callback(stopped);
      else callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    end() {
      clearTimeout(timer);
      forget?.();
      callbacks.clear();
    },
  };
  if (limits.signal.aborted) onRunOver();
  else forget = onAbort(limits.signal, onRunOver);
  return act;
}

/** The act's failure for an error or fault that ended it. */
export function failureOf(act: Act, error: unknown): Failure {
  return failureFrom(act, faultOf(error, act.phase));
}

/** As failureOf, for a fault that is already named. */
export function failureFrom(act: Act, fault: Fault): Failure {
  const address = fault.address ?? act.address;
  return {
    kind: "failure",
    phase: fault.phase,
    reason: fault.reason,
    ...(fault.code === undefined ? {} : { code: fault.code }),
    ...(fault.detail === undefined ? {} : { detail: fault.detail }),
    ...(fault.proxyStatus === undefined ? {} : { proxyStatus: fault.proxyStatus }),
    ...(address === undefined ? {} : { address }),
    timings: act.timings(),
  };
}

/** Ends a wait well or badly; only the first call counts. */
export interface Settle<T> {
  done(value: T): void;
  fail(error: unknown): void;
}

/**
 * Waits for something that calls back, no longer than the act lasts. `start` begins it and returns how to tidy up; that is called
 * once, however the wait ends, and is told whether it ended well.
 */
export function waitWithin<T>(act: Act, start: (settle: Settle<T>) => (well: boolean) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (act.stopped !== undefined) {
      reject(act.stopped);
      return;
    }
    let ended: "well" | "badly" | undefined;
    let tidy: ((well: boolean) => void) | undefined;
    const settle = (well: boolean, finish: () => void): void => {
      if (ended !== undefined) return;
      ended = well ? "well" : "badly";
      forget();
      tidy?.(well);
      finish();
    };
    const forget = act.onStop((trouble) => settle(false, () => reject(trouble)));
    try {
      tidy = start({
        done: (value) => settle(true, () => resolve(value)),
        fail: (error) => settle(false, () => reject(error instanceof Error ? error : new Error("unknown"))),
      });
      // `start` may have settled before it could say how to tidy up.
      if (ended !== undefined) tidy(ended === "well");
    } catch (error) {
      settle(false, () => reject(error instanceof Error ? error : new Error("unknown")));
    }
  });
}
