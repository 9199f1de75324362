/** Keeps edits of one message in order, and pictures of progress rare. */
export interface Lanes {
  /** Does the work after the first pause, unless anything else is said about the message before. */
  hold(message: string, work: () => Promise<unknown>): void;
  /** A picture of progress: done now, or `later` where the last one is too fresh. After the final text nothing is done. */
  show<T>(message: string, work: () => Promise<T>): Promise<{ kind: "shown"; value: T } | { kind: "later"; afterMs: number } | { kind: "over" }>;
  /** A final text, after what is under way for the message; what waits is dropped. */
  run<T>(message: string, work: () => Promise<T>): Promise<T>;
  close(): void;
}

interface Lane {
  tail: Promise<unknown>;
  timer?: NodeJS.Timeout;
  /** The next picture may be shown from then on, ms since 1970. */
  from: number;
  ended: boolean;
  /** Pictures that may still be shown. */
  left: number;
}

/** `firstMs`: how long the first picture waits for a verdict to overtake it; `pauseMs`: between two pictures; `pictures`: of one message. */
export function openLanes(options: { firstMs: number; pauseMs: number; pictures: number }): Lanes {
  const lanes = new Map<string, Lane>();
  const laneOf = (message: string): Lane => {
    let lane = lanes.get(message);
    if (lane === undefined) {
      lane = { tail: Promise.resolve(), from: Date.now() + options.firstMs, ended: false, left: options.pictures };
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
  const release = (lane: Lane): void => {
    clearTimeout(lane.timer);
    delete lane.timer;
  };
  return {
    hold(message, work) {
      const lane = laneOf(message);
      release(lane);
      const go = (): void => {
        delete lane.timer;
        lane.left -= 1;
        if (!lane.ended) void chain(lane, work).catch(() => undefined);
      };
      const wait = lane.from - Date.now();
      if (wait <= 0) go();
      else lane.timer = setTimeout(go, wait);
    },
    async show(message, work) {
      const lane = laneOf(message);
      if (lane.ended || lane.left <= 0) return { kind: "over" };
      // The run is under way: the picture that comes says more than "queued" would.
      release(lane);
      const wait = lane.from - Date.now();
      if (wait > 0) return { kind: "later", afterMs: wait };
      lane.from = Date.now() + options.pauseMs;
      lane.left -= 1;
      return { kind: "shown", value: await chain(lane, work) };
    },
    run(message, work) {
      const lane = laneOf(message);
      release(lane);
      lane.ended = true;
      return chain(lane, work);
    },
    close() {
      for (const lane of lanes.values()) release(lane);
      lanes.clear();
    },
  };
}
