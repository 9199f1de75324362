import type { Failure } from "../core/probe-answer.ts";
import { onAbort, reasonOfSignal } from "./abort.ts";

/** Lets so many acts touch one target at a time; the others wait their turn, which does not count as time of the act. */
export interface Gate {
  /** Resolves to how to leave again, or to a failure when the run is over first. */
  enter(target: string, signal: AbortSignal): Promise<(() => void) | Failure>;
}

interface Lane {
  inside: number;
  waiting: (() => void)[];
}

export function makeGate(perTarget: number): Gate {
  const lanes = new Map<string, Lane>();

  const leave = (target: string, lane: Lane): void => {
    const next = lane.waiting.shift();
    if (next !== undefined) {
      next();
      return;
    }
    lane.inside -= 1;
    if (lane.inside === 0) lanes.delete(target);
  };

  return {
    enter(target, signal) {
      let lane = lanes.get(target);
      if (lane === undefined) {
        lane = { inside: 0, waiting: [] };
        lanes.set(target, lane);
      }
      const mine = lane;
      if (signal.aborted) return Promise.resolve(tooLate(signal));
      if (mine.inside < perTarget) {
        mine.inside += 1;
        return Promise.resolve(() => leave(target, mine));
      }
      return new Promise((resolve) => {
        const called = (): void => {
          forget();
          resolve(() => leave(target, mine));
        };
        const forget = onAbort(signal, () => {
          mine.waiting.splice(mine.waiting.indexOf(called), 1);
          resolve(tooLate(signal));
        });
        mine.waiting.push(called);
      });
    },
  };
}

function tooLate(signal: AbortSignal): Failure {
  return { kind: "failure", phase: "resolve", reason: reasonOfSignal(signal), timings: { total: 0 } };
}
