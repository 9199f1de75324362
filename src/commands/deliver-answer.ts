import type { ChatAdapter, MessageId } from "../core/chat.ts";
import type { DeliveryJob, Handlers, Posted } from "../core/queue.ts";
import type { Block, Reply } from "../core/reply.ts";
import type { Deliveries } from "../core/store.ts";
import { span } from "../core/text.ts";
import type { ConversationMemory } from "./conversation-memory.ts";
import { deliverStanding, standingOf } from "./deliver-standing.ts";
import { againAfter, followingId, type Followings, messageOf, splitSlot, withPreface } from "./following.ts";

export interface DeliveryDesk {
  adapter(platform: string): ChatAdapter | undefined;
  ledger: Deliveries;
  followings: Followings;
  memory: ConversationMemory;
  now(): Date;
}

// Longest time that one post may hold its message, ms: more than an adapter's own limits.
const holdMs = 30_000;
const soonMs = 250;
// After this a thread no longer waits for the message before it, ms.
const patienceMs = 15 * 60_000;

/**
 * Brings out the queued messages of runs. The verdict edits the message that said "queued" (or is posted where that never came out);
 * evidence and steps follow in its thread, in that order. The ledger's slots `parent` (the message itself) and `edit` (who may change
 * it; delivered = it is final) keep two processes from posting twice and from painting progress over a verdict.
 */
export function createDelivery(desk: DeliveryDesk): NonNullable<Handlers["delivery"]> {
  return async (job, { uncertain, signal }) => {
    const adapter = desk.adapter(job.conversation.platform);
    if (adapter === undefined) return { kind: "undeliverable", reason: `No chat of the platform "${job.conversation.platform}" is configured here` };
    const { base, suffix } = splitSlot(job.slot);
    if (standingOf(job.slot) !== undefined) return deliverStanding(job, adapter, desk, uncertain, signal);
    return base === "verdict" ? deliverVerdict(job, suffix, adapter, desk, uncertain, signal) : deliverBelow(job, base, suffix, adapter, desk, uncertain, signal);
  };
}

async function deliverVerdict(job: DeliveryJob, suffix: string, adapter: ChatAdapter, desk: DeliveryDesk, uncertain: boolean, signal: AbortSignal): Promise<Posted> {
  const { run, slot, conversation } = job;
  const { ledger } = desk;
  const edit = await ledger.claim(run, `edit${suffix}`, holdMs);
  if (edit.kind === "busy") return { kind: "later", afterMs: soonMs, reason: "Progress is being shown" };
  const parent = await ledger.claim(run, `parent${suffix}`, holdMs);
  if (parent.kind === "busy") {
    if (edit.kind === "claimed") await ledger.release(run, `edit${suffix}`, true);
    return { kind: "later", afterMs: soonMs, reason: "Its first message is being posted" };
  }
  const standing = parent.kind === "delivered" ? messageOf(parent) : undefined;
  const following = await desk.followings.get(followingId({ run, suffix }));
  const reply = job.reply as Reply;
  let posted: Posted;
  try {
    posted = await adapter.post({
      // What was said at once stands there still where nothing is edited.
      run, slot, conversation, signal, reply: { ...reply, blocks: [...(adapter.flat === true && standing !== undefined ? reply.blocks : withPreface(reply.blocks, following)), ...lateness(job, desk.now())] },
      ...(standing === undefined ? {} : { edit: standing }),
      uncertain: standing === undefined && (uncertain || (parent.kind === "claimed" && parent.uncertain)),
    });
  } catch (error) {
    if (parent.kind === "claimed") await ledger.release(run, `parent${suffix}`, false);
    if (edit.kind === "claimed") await ledger.release(run, `edit${suffix}`, true);
    throw error;
  }
  if (posted.kind === "posted") {
    const message = messageOf({ message: posted.message });
    if (message !== undefined) {
      await ledger.delivered(run, `parent${suffix}`, message);
      await desk.memory.note({ platform: conversation.platform, channel: message.channel, ...(message.thread === undefined ? {} : { thread: message.thread }) }, { run });
    }
  } else if (parent.kind === "claimed") await ledger.release(run, `parent${suffix}`, true);
  if (posted.kind === "later") {
    if (edit.kind === "claimed") await ledger.release(run, `edit${suffix}`, true);
    return posted;
  }
  await ledger.delivered(run, `edit${suffix}`, null);
  if (following?.ended === true || (await desk.followings.get(followingId({ run, suffix })))?.ended === true) await desk.followings.remove(followingId({ run, suffix }));
  return posted;
}

/** Whoever asked may have gone; what it says may have changed since. */
function lateness({ at }: DeliveryJob, now: Date): Block[] {
  const late = now.getTime() - at;
  return late < patienceMs ? [] : [{ kind: "note", text: `This answer comes ${span(late)} after its question: queue or chat could not be reached before` }];
}

async function deliverBelow(job: DeliveryJob, base: string, suffix: string, adapter: ChatAdapter, desk: DeliveryDesk, uncertain: boolean, signal: AbortSignal): Promise<Posted> {
  const { run, slot, conversation } = job;
  const late = desk.now().getTime() - job.at > patienceMs;
  const before = base === "steps" ? `evidence${suffix}` : `edit${suffix}`;
  const first = (await desk.ledger.message(run, before)) !== undefined;
  const parent: MessageId | undefined = messageOf(await desk.ledger.message(run, `parent${suffix}`));
  const afterMs = againAfter(job.at, desk.now().getTime());
  if (!first && (!late || parent === undefined) && afterMs !== undefined) return { kind: "later", afterMs, reason: "The message before it is not out yet" };
  if (parent === undefined) return { kind: "undeliverable", reason: "The message that it belongs under could not be posted" };
  return adapter.post({ run, slot, conversation, reply: job.reply as Reply, under: parent, uncertain, signal });
}
