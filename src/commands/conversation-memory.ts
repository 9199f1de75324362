import { z } from "zod";
import type { Conversation } from "../core/queue.ts";
import type { Collection, Store } from "../core/store.ts";

/** What is remembered of a conversation: its last run, the codes that were answered in it, whether it is to be left alone. Never what was said. */
export const talkSchema = z.object({ run: z.string().optional(), codes: z.array(z.string()).max(200).default([]), deaf: z.boolean().optional(), at: z.number() });
export type Talk = z.infer<typeof talkSchema>;

export interface ConversationMemory {
  /** Of the thread, and where that has no run yet, of nothing: a thread does not speak about its channel's runs. */
  of(conversation: Conversation): Promise<Talk | undefined>;
  /** Adds a run or codes to what is known. */
  note(conversation: Conversation, more: { run?: string; codes?: readonly string[]; deaf?: boolean }): Promise<void>;
}

/** Names a conversation the same way in every process. */
export function conversationKey(conversation: Conversation): string {
  return `${conversation.platform}/${conversation.channel}/${conversation.thread ?? ""}`;
}

export function openMemory(store: Store, now: () => Date): ConversationMemory {
  const talks: Collection<Talk> = store.collection("talk", talkSchema);
  return {
    of: (conversation) => talks.get(conversationKey(conversation)),
    async note(conversation, { run, codes = [], deaf }) {
      const key = conversationKey(conversation);
      const known = await talks.get(key);
      const last = run ?? known?.run;
      const left = deaf ?? known?.deaf;
      await talks.put(key, { ...(last === undefined ? {} : { run: last }), ...(left === undefined ? {} : { deaf: left }), codes: [...new Set([...(known?.codes ?? []), ...codes])].slice(-200), at: now().getTime() });
    },
  };
}
