import { processCardSchema, type LivingProcess, type Presence, type ProcessCard, type Silence } from "../core/presence.ts";
import type { Signs } from "../core/store.ts";

export interface PresenceOptions {
  signs: Signs;
  id: string;
  card: ProcessCard;
  /** A sign every so often, ms. */
  everyMs?: number;
  /** How long it holds, ms: longer than a restart takes. */
  holdsMs?: number;
  /** Hears when no process lived before this one started, or the store was away for longer than a sign holds and is back. */
  onSilence?(silence: Silence): void;
}

const kind = "process";
/** One sign may be late, or two come close together: whoever missed more is not known to live. */
const missedSigns = 2.4;

/** Begins to give signs of life at once: so that a question which nobody would take is answered instead of queued. */
export function openPresence({ signs, id, card, everyMs = 5_000, holdsMs = 30_000, onSilence }: PresenceOptions): Presence {
  let lastSign: number | undefined;
  let closed = false;

  const beat = async (): Promise<void> => {
    // The first sign must not hide for how long there was nobody.
    const before = lastSign === undefined && card.posts ? await latestOf(signs) : undefined;
    await signs.give(kind, id, card, holdsMs);
    const now = Date.now();
    const from = lastSign ?? before;
    if (from !== undefined && now - from > holdsMs) {
      onSilence?.({ what: lastSign === undefined ? "everything" : "store", from, until: now });
    }
    lastSign = now;
  };
  let busy = false;
  const again = (): void => {
    if (busy || closed) return;
    busy = true;
    // A store that is away shows as silence when it is back.
    beat().catch(() => undefined).finally(() => (busy = false));
  };
  again();
  const timer = setInterval(again, everyMs);
  timer.unref();

  const processes = async (): Promise<LivingProcess[]> =>
    (await signs.list(kind)).flatMap(({ id: of, body, seenAt, agoMs, gone }) => {
      const parsed = processCardSchema.safeParse(body);
      return parsed.success ? [{ ...parsed.data, id: of, seenAt, agoMs, silent: gone || agoMs > everyMs * missedSigns, gone }] : [];
    });

  return {
    processes,
    async unserved(site) {
      if (card.sites.includes(site) && !closed) return undefined;
      const serving = await processes().then((all) => all.filter((one) => one.sites.includes(site)), () => undefined);
      if (serving === undefined || serving.some((one) => !one.gone)) return undefined;
      return { since: serving[0]?.seenAt };
    },
    close() {
      closed = true;
      clearInterval(timer);
    },
  };
}

/** The last sign of any process that hears chats. */
async function latestOf(signs: Signs): Promise<number | undefined> {
  const found = await signs.list(kind);
  return found.find(({ body }) => processCardSchema.safeParse(body).data?.posts === true)?.seenAt;
}
