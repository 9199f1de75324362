/** Keeps edits of one message in order, lets pictures of progress wait, and drops those that a newer one overtakes. */
export interface Lanes {
  /** Does the work when the message has had its pause; a later `hold` or `run` for the same message takes its place. */
  hold(message: string, work: () => Promise<unknown>): void;
  /** Does the work now, after what is under way for the message; what waits is dropped. */
  run<T>(message: string, work: () => Promise<T>): Promise<T>;
  close(): void;
}

interface Lane {
  tail: Promise<unknown>;
  waiting?: () => Promise<unknown>;
  timer?: NodeJS.Timeout;
  /** When the lane last did something, ms since 1970. */
  last: number;
  /** A final text is out: pictures of progress come too late. */
  ended: boolean;
}

/** `firstMs`: how long the first picture waits for a verdict to overtake it; `pauseMs`: between two pictures. */
export function openLanes(options: { firstMs: number; pauseMs: number }): Lanes {
  const lanes = new Map<string, Lane>();
  const laneOf = (message: string): Lane => {
    let lane = lanes.get(message);
    if (lane === undefined) {
      lane = { tail: Promise.resolve(), last: Date.now() + options.firstMs - options.pauseMs, ended: false };
      lanes.set(message, lane);
      if (lanes.size > 2000) forgetOldest();
    }
    return lane;
  };
  const forgetOldest = (): void => {
    for (const [key, lane] of lanes) {
      if (lanes.size <= 1500) return;
      if (lane.timer === undefined) lanes.delete(key);
    }
  };
  const chain = <T>(lane: Lane, work: () => Promise<T>): Promise<T> => {
    const done = lane.tail.then(work, work);
    lane.tail = done.catch(() => undefined);
    return done;
  };
  return {
    hold(message, work) {
      const lane = laneOf(message);
      if (lane.ended) return;
      lane.waiting = work;
      lane.timer ??= setTimeout(() => {
        const next = lane.waiting;
        delete lane.timer;
        delete lane.waiting;
        lane.last = Date.now();
        if (next !== undefined && !lane.ended) void chain(lane, next).catch(() => undefined);
      }, Math.max(0, lane.last + options.pauseMs - Date.now()));
    },
    run(message, work) {
      const lane = laneOf(message);
      clearTimeout(lane.timer);
      delete lane.timer;
      delete lane.waiting;
      lane.ended = true;
      return chain(lane, work);
    },
    close() {
      for (const lane of lanes.values()) clearTimeout(lane.timer);
      lanes.clear();
    },
  };
}
