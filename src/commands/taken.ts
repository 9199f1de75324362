import { z } from "zod";
import type { ChatAdapter, Kept } from "../core/chat.ts";
import type { Desk } from "../core/desk.ts";
import { runOfEvent } from "../core/kept.ts";
import { conversationSchema } from "../core/queue.ts";
import type { Collection, Store } from "../core/store.ts";
import { sayError } from "../core/text.ts";

const about = z.object({ id: z.string(), user: z.string(), team: z.string().optional(), workspace: z.string().optional(), conversation: conversationSchema, thread: z.string().optional(), sealed: z.string().max(4_000).optional(), at: z.number() });
const keptSchema = z.union([
  about.extend({ text: z.string(), how: z.enum(["command", "addressed", "picked", "passive"]) }),
  about.extend({ pressed: z.object({ action: z.string(), value: z.string() }) }),
  about.extend({ sent: z.object({ form: z.string(), value: z.string(), fields: z.record(z.string(), z.string()) }) }),
]);
type Document = z.infer<typeof keptSchema>;

/** What one event is answered under. */
export interface Owed {
  /** The same run, however often and by whichever process it is heard. */
  run: string;
  /** An earlier process heard it first: what it would say may stand there already. */
  again: boolean;
}

/** What was acknowledged and is not answered yet, over all processes. */
export interface Taken {
  keep(kept: Kept): Promise<void>;
  drop(id: string, over: boolean): Promise<void>;
  /** What a kept event is answered under; undefined for what is not kept. */
  of(id: string | undefined): Owed | undefined;
  /** Answers with `act`, and forgets what was kept. Calls `tell` where it is neither answered nor written down in good time. */
  answer(id: string | undefined, act: () => Promise<void>, tell: () => void): Promise<void>;
  /** Looks for what a process took and left, now and from time to time. */
  start(): void;
  close(): void;
}

export interface TakenOptions {
  store: Store;
  adapter(platform: string): ChatAdapter | undefined;
  redact(text: string): string;
  now(): number;
  trouble(message: string): void;
  /** After this what is kept has been left by whoever took it, ms. */
  leftMs?: number;
}

// Longer than a process that lives goes without saying that it is still at it, ms.
const usualLeftMs = 12_000;
const everyMs = 4_000;
// So long whoever took it may be at it, ms: an answer that hangs is another's to give.
const workMs = 120_000;
// Whoever waits for an answer is told after this that nothing is written down, ms.
const tellMs = 2_000;
// After this nobody waits any more, ms.
const staleMs = 15 * 60_000;
const mostText = 20_000;
const mostAtOnce = 20;

const nameOf = (id: string): string => id.replace(/[^A-Za-z0-9._-]/gu, "_").slice(0, 64);

/** The desk for a question that may be heard once more: it begins the same run then. */
export function sameRun(desk: Desk, run: string | undefined): Desk {
  if (run === undefined) return desk;
  let own: string | undefined = run;
  return { ...desk, newRun() {
    const run = own ?? desk.newRun();
    own = undefined;
    return run;
  } };
}

export function openTaken({ store, adapter, redact, now, trouble, leftMs = usualLeftMs }: TakenOptions): Taken {
  const taken: Collection<Document> = store.collection("taken", keptSchema);
  /** What this process is at. */
  const own = new Map<string, { since: number; again: boolean; document?: Document; written: boolean; writing: Promise<void> }>();
  /** Answered here, and not forgotten yet because the store was away. */
  const over = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let looking = false;

  // A secret that somebody pasted is hidden before it is kept.
  const documentOf = (kept: Kept): Document => {
    const hide = (text: string): string => redact(text).slice(0, mostText);
    if ("text" in kept) return { ...kept, text: hide(kept.text), at: now() };
    if ("pressed" in kept) return { ...kept, at: now() };
    return { ...kept, sent: { ...kept.sent, fields: Object.fromEntries(Object.entries(kept.sent.fields).map(([name, value]) => [name, hide(value)])) }, at: now() };
  };

  function write(id: string, document: Document): Promise<void> {
    const held = own.get(id);
    if (held === undefined) return Promise.resolve();
    // One after another: a late "still at it" would bring back what is answered.
    held.writing = held.writing.then(async () => {
      if (own.get(id) !== held) return;
      const failed = (error: unknown): void => { if (!told) trouble(`What was acknowledged could not be written down: ${sayError(error)}`); };
      const told = held.document !== undefined;
      held.document = document;
      await taken.put(nameOf(id), document).then(() => { held.written = true; }, failed);
    });
    return held.writing;
  }

  async function forget(id: string): Promise<void> {
    const held = own.get(id);
    own.delete(id);
    over.add(id);
    await held?.writing;
    await taken.remove(nameOf(id)).then(() => void over.delete(id), () => undefined);
    if (over.size > 1_000) for (const old of [...over].slice(0, 100)) over.delete(old);
  }

  async function look(): Promise<void> {
    for (const [id, { since, document }] of own) {
      if (now() - since > workMs) own.delete(id);
      else if (document !== undefined) await write(id, { ...document, at: now() });
    }
    for (const id of over) await forget(id);
    for (const { id: name, document } of await taken.list(500)) {
      if ([...own.values()].filter((held) => held.again).length >= mostAtOnce) return;
      const { at, ...rest } = document;
      const kept: Kept = rest as Kept;
      const platform = adapter(document.conversation.platform);
      if (now() - at > staleMs) await taken.remove(name);
      else if (now() - at > leftMs && !own.has(kept.id) && !over.has(kept.id) && platform?.again !== undefined && platform.health().state === "connected" && (await store.deliveries.claim("taken", name, 60_000)).kind === "claimed") {
        own.set(kept.id, { since: now(), again: true, document, written: true, writing: Promise.resolve() });
        void platform.again(kept).catch((error: unknown) => {
          own.delete(kept.id);
          trouble(`What was left unanswered could not be heard again: ${sayError(error)}`);
        });
      }
    }
  }
  const turn = (): void => {
    if (looking) return;
    looking = true;
    void look().catch((error: unknown) => trouble(`What was left unanswered could not be looked up: ${sayError(error)}`)).finally(() => { looking = false; });
  };
  return {
    async keep(kept) {
      if (own.has(kept.id)) return;
      own.set(kept.id, { since: now(), again: false, written: false, writing: Promise.resolve() });
      await write(kept.id, documentOf(kept));
    },
    async drop(id, isOver) {
      if (isOver) await forget(id);
      else own.delete(id);
    },
    of: (id) => (id === undefined ? undefined : { run: runOfEvent(id), again: own.get(id)?.again ?? false }),
    async answer(id, act, tell) {
      if (id === undefined) return act();
      const held = own.get(id);
      const late = setTimeout(() => { if (held?.written !== true) tell(); }, Math.max(0, tellMs - (now() - (held?.since ?? now()))));
      await act().finally(() => clearTimeout(late));
      // Nobody waits for this: a store that is slow holds up nothing.
      void forget(id);
    },
    start() {
      timer = setInterval(turn, Math.min(everyMs, leftMs / 3));
      timer.unref();
      turn();
    },
    close: () => clearInterval(timer),
  };
}
