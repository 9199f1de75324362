import type { Responder } from "../core/chat.ts";
import type { Store } from "../core/store.ts";
import { sayError } from "../core/text.ts";
import { type Following, followingId } from "./following.ts";
import { type FollowDesk, followRun } from "./follow-run.ts";

/**
 * Who follows which run, over all processes. A process gives signs of life; what one followed that gives none any more is followed by another
 * within `holdsMs` and a look. Nothing is said twice where somebody is taken for dead who is only slow: what a follower queues has its place
 * in the ledger, whoever queues it, and whoever was replaced sees that and stops.
 */
export interface Followers {
  /** The mark of this process on a following, before it is written down. */
  own(following: Omit<Following, "by">): Following;
  /** `whisper`: as in `followRun`. */
  follow(following: Following, whisper?: Responder["whisper"]): void;
  /** Looks for what others left, now and from time to time. Never throws: a store that is away is asked again. */
  start(): Promise<void>;
  /** Follows nothing any more; others need not wait until the last sign lapses. */
  close(): void;
}

export interface FollowersOptions {
  desk: FollowDesk;
  store: Pick<Store, "signs" | "leases">;
  now(): number;
  /** How long a sign of life holds, ms. */
  holdsMs?: number;
}

/** Kind of the signs: part of stored keys. */
const kind = "follower";
// Longer than a process that lives goes without a sign, ms.
const usualHoldsMs = 9_000;
const dayMs = 24 * 3_600_000;
const most = 2_000;
// Long enough for one to write down that it follows, ms.
const takeMs = 5_000;
// A following that is in no list after this is over, ms: it was written down before.
const settledMs = 60_000;

export function openFollowers({ desk, store, now, holdsMs = usualHoldsMs }: FollowersOptions): Followers {
  const me = crypto.randomUUID();
  const here = new Map<string, { stop(): void; whispers: boolean; since: number }>();
  let timer: NodeJS.Timeout | undefined;
  let beating: Promise<void> | undefined;
  let lastSign: number | undefined;
  let looking = false;
  let toldOf = "";
  let closed = false;

  const beat = (): Promise<void> => (beating ??= store.signs.give(kind, me, null, holdsMs).finally(() => { beating = undefined; }));

  function follow(following: Following, whisper?: Responder["whisper"]): void {
    // Another process takes it up.
    if (closed) return;
    const id = followingId(following);
    here.get(id)?.stop();
    const stop = followRun(following, desk, { ...(whisper === undefined ? {} : { whisper }), left: () => { here.delete(id); } });
    here.set(id, { stop, whispers: whisper !== undefined, since: now() });
  }

  async function take(id: string): Promise<void> {
    if (!(await store.leases.take(`following ${id}`, me, 1, takeMs))) return;
    const left = await desk.followings.get(id);
    if (closed || left === undefined || left.ended || left.by === me) return;
    const following = { ...left, by: me };
    await desk.followings.put(id, following);
    follow(following);
  }

  async function look(): Promise<void> {
    await beat();
    // Where the store was away for this process it was for others, whose signs lapsed with it: they have until the next look.
    const wasAway = lastSign !== undefined && now() - lastSign > holdsMs;
    lastSign = now();
    if (wasAway) return;
    const found = await desk.followings.list(most);
    const alive = new Set((await store.signs.list(kind)).flatMap(({ id, gone }) => (gone ? [] : [id])));
    for (const { id, document } of found) {
      const mine = here.get(id);
      if (now() - document.at > dayMs) await desk.followings.remove(id);
      else if (document.ended || desk.adapter(document.conversation.platform) === undefined) continue;
      else if (document.by === me) {
        // Something failed before it was followed, or when its end was to be queued.
        if (mine === undefined && now() - document.at > settledMs) follow(document);
      }
      else if (document.by === undefined || !alive.has(document.by)) await take(id);
      else if (mine?.whispers === false) {
        mine.stop();
        here.delete(id);
      }
    }
    if (found.length >= most) return;
    const open = new Set(found.map(({ id }) => id));
    for (const [id, { stop, since }] of here) {
      if (open.has(id) || now() - since < settledMs) continue;
      stop();
      here.delete(id);
    }
  }

  const turn = async (): Promise<void> => {
    if (looking || closed) return;
    looking = true;
    await look().then(() => { toldOf = ""; }, (error: unknown) => {
      const trouble = sayError(error);
      if (trouble !== toldOf) desk.trouble(`Runs that somebody waits for cannot be looked up yet: ${trouble}`);
      toldOf = trouble;
    });
    looking = false;
  };

  return {
    own(following) {
      // Before it can be read, so that nobody takes it for left.
      if (timer === undefined) beat().catch(() => undefined);
      return { ...following, by: me };
    },
    follow,
    async start() {
      if (closed || timer !== undefined) return;
      timer = setInterval(() => void turn(), holdsMs / 3);
      timer.unref();
      await turn();
    },
    close() {
      if (closed) return;
      closed = true;
      clearInterval(timer);
      for (const { stop } of here.values()) stop();
      here.clear();
      // A sign on its way must not outlast this one.
      void (beating ?? Promise.resolve()).catch(() => undefined).then(() => store.signs.give(kind, me, null, 1)).catch(() => undefined);
    },
  };
}
