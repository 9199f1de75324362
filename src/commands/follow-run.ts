import { z } from "zod";
import type { ChatAdapter, Responder } from "../core/chat.ts";
import type { Desk } from "../core/desk.ts";
import { jobVersion, type Queues, type RunEvent } from "../core/queue.ts";
import type { Block, Reply } from "../core/reply.ts";
import { resultSchema } from "../core/result.ts";
import type { Deliveries, Store } from "../core/store.ts";
import { sayError } from "../core/text.ts";
import { sayUnserved } from "../replies/self.ts";
import { sayEvidence, saySteps, sayVerdict } from "../replies/verdict.ts";
import { joinReplies } from "./join-replies.ts";
import { type Following, followingId, type Followings, messageOf, withPreface } from "./following.ts";

export interface FollowDesk {
  adapter(platform: string): ChatAdapter | undefined;
  queues: Pick<Queues, "watch" | "deliver"> & Partial<Pick<Queues, "cancel" | "holds">>;
  /** As on the desk. */
  unserved?: Desk["unserved"];
  /** How often it is looked whether somebody is left to answer, ms. */
  lookEveryMs?: number;
  store: Store;
  ledger: Deliveries;
  followings: Followings;
  trouble(message: string): void;
  /** Least time between two edits of one message, ms. */
  editEveryMs: number;
  /** Resolves when it is one's turn: of many edits that fall due at once, each gets a turn of the event loop to itself. */
  turn?(): Promise<void>;
}

/** Turns of the event loop, one after another. */
export function openTurns(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  const next = (): void => {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(next);
  };
  return () => new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(next);
  });
}

/**
 * Sends the latest of what it is given, one at a time, never sooner than `everyMs` after the last. A send that answers with milliseconds
 * has sent nothing: after that time it is tried again, with whatever is the latest by then.
 */
export function coalesce<T>(send: (item: T) => Promise<number | void>, everyMs: number): { give(item: T): void; stop(): void } {
  let waiting: { item: T } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let sending = false;
  let notBefore = 0;
  let stopped = false;
  const next = (): void => {
    if (stopped || sending || waiting === undefined) return;
    clearTimeout(timer);
    const wait = notBefore - Date.now();
    if (wait > 0) {
      timer = setTimeout(next, wait);
      timer.unref();
      return;
    }
    const { item } = waiting;
    waiting = undefined;
    sending = true;
    void send(item).catch(() => undefined).then((laterMs) => {
      sending = false;
      if (typeof laterMs === "number") waiting ??= { item };
      notBefore = Date.now() + Math.max(everyMs, laterMs ?? 0);
      next();
    });
  };
  return {
    give: (item) => {
      waiting = { item };
      next();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** What the parent message says while the run goes on. */
export function sayProgress(following: Following, progress: unknown): Reply {
  const { done, total } = (progress ?? {}) as { done?: unknown; total?: unknown };
  const count = typeof done === "number" && typeof total === "number" ? ` ${done}/${total}` : "";
  return { slot: "verdict", audience: "everyone", blocks: [{ kind: "note", text: `Duo on ${following.stack}: running${count} · run ${following.run}` }] };
}

/**
 * Follows a run for one conversation: progress is edited into its message (best effort), and when it ends whatever belongs below the
 * verdict is queued. `whisper`: the message could not be posted, so the person alone gets the verdict, while this process lives. `left`
 * hears when the end could not be queued, so that it must be followed anew.
 */
export function followRun(following: Following, desk: FollowDesk, { whisper, left }: { whisper?: Responder["whisper"]; left?(): void } = {}): () => void {
  const { run, suffix, site } = following;
  let over = false;
  let unheard = 0;
  const edits = coalesce(async (progress: unknown) => {
    await desk.turn?.();
    return showProgress(following, progress, desk);
  }, desk.editEveryMs);
  const ended = (event: End): void => {
    if (over) return;
    over = true;
    clearInterval(looking);
    edits.stop();
    const end = whisper === undefined ? settle(following, event, desk) : tell(following, event, desk, whisper);
    end.catch((error: unknown) => {
      desk.trouble(`The end of run ${run}${suffix} could not be queued: ${sayError(error)}; it is tried again`);
      left?.();
    });
  };
  // A question that waits, or is being worked on, when its site loses its last worker is taken back, and answered so.
  const look = async (): Promise<void> => {
    await takeBack(following, desk);
    // Whoever follows on for another may come when the queue has forgotten the run: what it found is stored, or it was cancelled.
    if ((await desk.queues.holds?.(run, { site })) !== false) unheard = 0;
    else if ((unheard += 1) > 1) {
      stop();
      ended({ kind: (await desk.store.runs.get(run)) === undefined ? "cancelled" : "forgotten" });
    }
  };
  const looking = setInterval(() => {
    if (!over) look().catch((error: unknown) => desk.trouble(`Whether run ${run} has a worker cannot be told: ${sayError(error)}`));
  }, desk.lookEveryMs ?? 15_000);
  looking.unref();
  const stop = desk.queues.watch(run, (event) => {
    if (over) return;
    if (event.kind === "started") edits.give(undefined);
    else if (event.kind === "progress") edits.give(event.progress);
    else ended(event);
  }, { site });
  return () => {
    over = true;
    clearInterval(looking);
    edits.stop();
    stop();
  };
}

async function takeBack({ run, site }: Following, desk: FollowDesk): Promise<void> {
  if ((await desk.unserved?.(site)) !== undefined) await desk.queues.cancel?.(run, { site });
}

// A post hangs at most this long; whoever wants to bring out the verdict waits for it.
const progressMs = 8_000;

const progressSchema = z.object({ done: z.number(), total: z.number(), at: z.string().optional() });

async function showProgress(following: Following, told: unknown, desk: FollowDesk): Promise<number | void> {
  const reply = sayProgress(following, told);
  const progress = progressSchema.safeParse(told).data;
  const { run, suffix, conversation } = following;
  const adapter = desk.adapter(conversation.platform);
  const edit = messageOf(await desk.ledger.message(run, `parent${suffix}`));
  if (adapter === undefined || edit === undefined) return;
  return beforeVerdict(following, desk.ledger, async () => {
    const posted = await adapter.post({ run, slot: `verdict${suffix}`, conversation, reply: { ...reply, blocks: withPreface(reply.blocks, following) }, edit, uncertain: false, passing: true, ...(progress === undefined ? {} : { progress: { done: progress.done, total: progress.total, ...(progress.at === undefined ? {} : { at: progress.at }) } }), signal: AbortSignal.timeout(progressMs) });
    return posted.kind === "later" ? posted.afterMs : undefined;
  });
}

/** Does something to a run's message while nobody else does; nothing once the verdict stands there, or is on its way. */
export async function beforeVerdict<T>({ run, suffix }: Pick<Following, "run" | "suffix">, ledger: Deliveries, work: () => Promise<T>): Promise<T | undefined> {
  if ((await ledger.claim(run, `edit${suffix}`, progressMs + 2_000)).kind !== "claimed") return undefined;
  try {
    return await work();
  } finally {
    await ledger.release(run, `edit${suffix}`, true);
  }
}

/** `forgotten`: over, and the queue remembers no more of it. */
type End = Extract<RunEvent, { kind: "finished" | "failed" | "cancelled" }> | { kind: "forgotten" };

async function repliesOf(following: Following, event: End, desk: FollowDesk): Promise<{ verdict: Reply; below: Reply[]; ours: boolean }> {
  const { run } = following;
  const say = (text: string): { verdict: Reply; below: Reply[]; ours: boolean } => ({ verdict: { slot: "verdict", audience: "everyone", blocks: [{ kind: "headline", mark: "unknown", text } satisfies Block], actions: [{ id: "again", label: "Run again", value: run }] }, below: [], ours: false });
  const unserved = event.kind === "cancelled" ? await desk.unserved?.(following.site).catch(() => undefined) : undefined;
  if (unserved !== undefined) return say(`${sayUnserved(following.stack, following.site, unserved.since, Date.now())}. The question was taken back; ask again when one runs (DT912)`);
  if (event.kind === "cancelled") return say(`Run ${run} on ${following.stack} was cancelled`);
  if (event.kind === "failed") return say(`Run ${run} on ${following.stack} broke inside duo-triage: ${event.reason}`);
  const record = await desk.store.runs.get(run);
  const parsed = resultSchema.safeParse(record?.result);
  if (!parsed.success) return { ...say(`Run ${run} on ${following.stack} ended without a stored result`), ours: true };
  const result = parsed.data;
  return { verdict: sayVerdict(result), below: result.verdict === "pass" ? [] : [sayEvidence(result), saySteps(result)], ours: event.kind === "finished" };
}

/** Queues what is still to be said. The worker has queued the asker's own verdict itself; repeating a slot is harmless. */
async function settle(following: Following, event: End, desk: FollowDesk): Promise<void> {
  const { run, suffix, conversation, at } = following;
  const { verdict, below, ours } = await repliesOf(following, event, desk);
  const adapter = desk.adapter(conversation.platform);
  const kept = adapter?.flat === true ? [] : adapter?.brief === true && below.length > 1 ? [joinReplies(below)] : below;
  const replies = suffix === "" && ours ? kept : [verdict, ...kept];
  for (const reply of replies) await desk.queues.deliver({ version: jobVersion, run, slot: `${reply.slot}${suffix}`, conversation, reply, at });
  await desk.followings.put(followingId(following), { ...following, ended: true });
  // Whoever brought out the verdict before this line has seen `ended: false`, so it is for us to forget.
  if ((await desk.ledger.message(run, `edit${suffix}`)) !== undefined) await desk.followings.remove(followingId(following));
}

async function tell(following: Following, event: End, desk: FollowDesk, whisper: Responder["whisper"]): Promise<void> {
  const { verdict } = await repliesOf(following, event, desk);
  await whisper(verdict);
  await desk.followings.remove(followingId(following));
}
