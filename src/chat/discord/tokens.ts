import { type APIModalInteractionResponseCallbackData, type REST, Routes } from "discord.js";
import { limits } from "./limits.ts";
import type { Message } from "./render.ts";
import { ephemeralFlag, outcomeOf, requestOf, type Sent, type Spot } from "./outbound.ts";

/** The right to answer one interaction for 15 minutes. */
export interface Right {
  id: string;
  application: string;
  token: string;
  /** When it was made, ms since 1970. */
  at: number;
}

/** Some time less than the token lives, for slow lines and clocks that differ, ms. */
const marginMs = 30_000;

export type Acknowledged = { kind: "ok"; message?: string } | { kind: "late" } | { kind: "taken" };

/** Of a message that shows "thinking" (page "Message", message flags). */
const loadingFlag = 128;

/** Longest time that other acknowledgements hold an answer back, ms. */
const longestMs = 1_500;

/** What interaction tokens allow: the first answer, the message that was promised, and whispers. Only for what follows at once. */
export interface Tokens {
  /** Promises an answer (`everyone` or `asker` sees it), or only confirms a press. To be called before anything is awaited. */
  acknowledge(right: Right, promise: "everyone" | "asker" | "press"): Promise<Acknowledged>;
  /** Answers a press with a window, instead of an acknowledgement. Rejects when Discord no longer takes it. */
  open(right: Right, modal: APIModalInteractionResponseCallbackData): Promise<void>;
  choices(right: Right, choices: readonly { name: string; value: string }[]): Promise<void>;
  fresh(right: Right): boolean;
  /** Fills in the promised message. */
  fill(right: Right, spot: Spot, message: Message): Promise<Sent>;
  /** The promised message as it stands now; undefined: there is none, or Discord does not tell. `empty`: it still shows "thinking". */
  promised(right: Right): Promise<{ message: string; empty: boolean } | undefined>;
  /** Takes the promised message back. */
  withdraw(right: Right): Promise<void>;
  /** Says something that only the person sees; rejects when it cannot. */
  whisper(right: Right, message: Message): Promise<void>;
}

export function openTokens(rest: REST, now: () => number): Tokens {
  const original = (right: Right): `/${string}` => Routes.webhookMessage(right.application, right.token, "@original");
  let acknowledging = 0;
  let idle: (() => void)[] = [];
  /** Whatever follows an acknowledgement waits for those of others: they have 3 s, the rest has 15 minutes. */
  const whenIdle = (): Promise<void> => new Promise((resolve) => {
    if (acknowledging === 0) return resolve();
    const limit = setTimeout(resolve, longestMs);
    idle.push(() => {
      clearTimeout(limit);
      resolve();
    });
    return undefined;
  });
  async function send(right: Right, promise: "everyone" | "asker" | "press"): Promise<Acknowledged> {
    const body = promise === "press" ? { type: 6 } : { type: 5, ...(promise === "asker" ? { data: { flags: ephemeralFlag } } : {}) };
    const route = Routes.interactionCallback(right.id, right.token);
    // Only a message that everyone sees is edited later by its id.
    const query = promise === "everyone" ? { query: new URLSearchParams({ with_response: "true" }) } : {};
    for (let attempt = 0; ; attempt += 1) {
      try {
        const made = (await rest.post(route, { auth: false, body, ...query })) as { resource?: { message?: { id?: string } } } | undefined;
        const message = made?.resource?.message?.id;
        return { kind: "ok", ...(message === undefined ? {} : { message }) };
      } catch (error) {
        const code = Number((error as { code?: unknown }).code);
        // An attempt whose answer got lost may have gone through.
        if (code === 40_060) {
          const made = attempt === 0 ? undefined : await promised(right);
          return attempt === 0 ? { kind: "taken" } : { kind: "ok", ...(made === undefined ? {} : { message: made.message }) };
        }
        if (code === 10_062 || attempt >= 3 || now() - right.at > limits.acknowledgeMs) return { kind: "late" };
        await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** attempt));
      }
    }
  }
  return {
    async acknowledge(right, promise) {
      acknowledging += 1;
      const acknowledged = await send(right, promise).finally(() => {
        acknowledging -= 1;
        if (acknowledging > 0) return;
        for (const go of idle) go();
        idle = [];
      });
      await whenIdle();
      return acknowledged;
    },
    async open(right, modal) {
      await rest.post(Routes.interactionCallback(right.id, right.token), { auth: false, body: { type: 9, data: modal } });
    },
    async choices(right, choices) {
      await rest.post(Routes.interactionCallback(right.id, right.token), { auth: false, body: { type: 8, data: { choices } } }).catch(() => undefined);
    },
    fresh: (right) => now() - right.at < limits.tokenMs - marginMs,
    async fill(right, spot, message) {
      try {
        const made = (await rest.patch(original(right), { auth: false, ...requestOf(message) })) as { id: string };
        return { kind: "sent", spot: { channel: spot.channel, message: made.id } };
      } catch (error) {
        return outcomeOf(error);
      }
    },
    promised,
    async withdraw(right) {
      await rest.delete(original(right), { auth: false }).catch(() => undefined);
    },
    async whisper(right, message) {
      await rest.post(Routes.webhook(right.application, right.token), { auth: false, ...requestOf(message, { flags: ephemeralFlag }) });
    },
  };

  async function promised(right: Right): ReturnType<Tokens["promised"]> {
    try {
      const { id, flags = 0 } = (await rest.get(original(right), { auth: false })) as { id: string; flags?: number };
      return { message: id, empty: (flags & loadingFlag) !== 0 };
    } catch {
      return undefined;
    }
  }
}
