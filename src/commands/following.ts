import { z } from "zod";
import type { MessageId } from "../core/chat.ts";
import { type Conversation, conversationSchema, runIdSchema } from "../core/queue.ts";
import type { Block } from "../core/reply.ts";
import type { Collection, Store } from "../core/store.ts";

/**
 * One conversation that waits for one run. Kept in the store until its answer stands there, so that a restart follows on. A run may have
 * several: who asked first has the plain slots (`verdict`, `evidence`), who joined has slots with a suffix of their conversation.
 */
export const followingSchema = z.object({
  run: runIdSchema,
  suffix: z.string().max(50),
  stack: z.string(),
  site: z.string(),
  conversation: conversationSchema,
  /** Blocks that were answered at once (a code's explanation): they stay below the verdict. */
  preface: z.array(z.unknown()).optional(),
  /** Everything after the verdict is queued. */
  ended: z.boolean(),
  at: z.number(),
  /** The process that follows: one that gives no sign of life any more is replaced. */
  by: z.string().max(64).optional(),
});
export type Following = z.infer<typeof followingSchema>;

export type Followings = Collection<Following>;

export function openFollowings(store: Store): Followings {
  return store.collection("following", followingSchema);
}

export const followingId = (following: Pick<Following, "run" | "suffix">): string => `${following.run}/${following.suffix}`;

/** The slots of a run's answer: `verdict` for the asker, `verdict.C012.17` for somebody elsewhere who joined. */
export function suffixOf(conversation: Conversation): string {
  return `.${[conversation.channel, conversation.thread ?? ""].join(".").replace(/[^A-Za-z0-9._-]/gu, "_").slice(0, 46)}`;
}

export function splitSlot(slot: string): { base: string; suffix: string } {
  const dot = slot.indexOf(".");
  return dot === -1 ? { base: slot, suffix: "" } : { base: slot.slice(0, dot), suffix: slot.slice(dot) };
}

/** The identity of a message as an adapter once gave it. */
export function messageOf(kept: { message: unknown } | undefined): MessageId | undefined {
  const parsed = z.object({ channel: z.string(), id: z.string(), thread: z.string().optional() }).safeParse(kept?.message);
  if (!parsed.success) return undefined;
  const { thread, ...rest } = parsed.data;
  return thread === undefined ? rest : { ...rest, thread };
}

const soonMs = 250;
const slowMs = 60_000;
/** So long a message waits for the one that it belongs under: by then that one is not on its way any more, ms. */
const forsakenMs = 24 * 3_600_000;

/** When a message that waits for another is tried again; undefined: no more. The longer it has waited, the less often. */
export function againAfter(at: number, now: number): number | undefined {
  const waited = now - at;
  return waited > forsakenMs ? undefined : Math.min(slowMs, Math.max(soonMs, Math.round(waited / 20)));
}

/** Verdict first, what was said at once below it. */
export function withPreface(blocks: readonly Block[], following: Following | undefined): readonly Block[] {
  const preface = (following?.preface ?? []) as readonly Block[];
  return preface.length === 0 ? blocks : [...blocks, { kind: "section", title: "What was reported" }, ...preface];
}
