import { z } from "zod";
import type { ChatAdapter, Kept } from "../core/chat.ts";
import type { Desk } from "../core/desk.ts";
import { conversationSchema } from "../core/queue.ts";
import type { Collection, Store } from "../core/store.ts";
import { sayError } from "../core/text.ts";

const keptSchema = z.object({ id: z.string(), user: z.string(), team: z.string().optional(), conversation: conversationSchema, text: z.string(), run: z.string(), how: z.enum(["command", "addressed", "picked", "passive"]), at: z.number() });

/** What was acknowledged and is not answered yet, over all processes. */
export interface Taken {
  keep(kept: Kept): Promise<void>;
  /** The run that a kept question begins: the same one, however often it is heard. */
  runOf(id: string | undefined): string | undefined;
  answered(id: string): Promise<void>;
  /** Looks for what a process took and left, now and from time to time. */
  start(): void;
  close(): void;
}

export interface TakenOptions {
  store: Store;
  adapter(platform: string): ChatAdapter | undefined;
  redact(text: string): string;
  newRun(): string;
  now(): number;
  trouble(message: string): void;
  /** After this what is kept has been left by whoever took it, ms. */
  leftMs?: number;
}

// Longer than any answer takes to be begun; whoever waits has not gone away yet, ms.
const usualLeftMs = 12_000;
const everyMs = 4_000;
// After this nobody waits any more, ms.
const staleMs = 15 * 60_000;
const mostText = 20_000;

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

export function openTaken({ store, adapter, redact, newRun, now, trouble, leftMs = usualLeftMs }: TakenOptions): Taken {
  const taken: Collection<z.infer<typeof keptSchema>> = store.collection("taken", keptSchema);
  const runs = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let looking = false;

  async function look(): Promise<void> {
    for (const { id, document } of await taken.list(500)) {
      const age = now() - document.at;
      const { at: _at, team, run, ...kept } = document;
      const platform = adapter(document.conversation.platform);
      if (age > staleMs) await taken.remove(id);
      else if (age > leftMs && platform?.again !== undefined && platform.health().state === "connected" && (await store.deliveries.claim("taken", id, 60_000)).kind === "claimed") {
        runs.set(kept.id, run);
        await platform.again({ ...kept, ...(team === undefined ? {} : { team }) });
      }
    }
  }
  const turn = (): void => {
    if (looking) return;
    looking = true;
    void look().catch((error: unknown) => trouble(`What was left unanswered could not be looked up: ${sayError(error)}`)).finally(() => { looking = false; });
  };
  return {
    // A secret that somebody pasted is hidden before it is kept.
    async keep(kept) {
      const run = newRun();
      runs.set(kept.id, run);
      await taken.put(nameOf(kept.id), { ...kept, run, text: redact(kept.text).slice(0, mostText), at: now() }).catch(() => undefined);
    },
    runOf: (id) => (id === undefined ? undefined : runs.get(id)),
    async answered(id) {
      runs.delete(id);
      await taken.remove(nameOf(id)).catch(() => undefined);
    },
    start() {
      timer = setInterval(turn, Math.min(everyMs, leftMs));
      timer.unref();
      turn();
    },
    close: () => clearInterval(timer),
  };
}
