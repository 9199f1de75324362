import { z } from "zod";
import type { ChatAdapter } from "../core/chat.ts";
import type { DeliveryJob, Posted } from "../core/queue.ts";
import type { Reply } from "../core/reply.ts";
import type { Deliveries } from "../core/store.ts";
import { span } from "../core/text.ts";
import { againAfter, messageOf, splitSlot } from "./following.ts";

/**
 * Messages that nobody asked for at that moment: an incident's own message, which is edited as long as it lasts, the lines of its thread, a
 * report. Their slots read `card-3`, `line-3` and `loud-3`: the third time that something was said about it.
 */
export function standingOf(slot: string): { kind: "card" | "line" | "loud"; seq: number } | undefined {
  const found = /^(card|line|loud)-(\d{1,9})$/u.exec(splitSlot(slot).base);
  return found === null ? undefined : { kind: found[1] as "card" | "line" | "loud", seq: Number(found[2]) };
}

export interface StandingDesk {
  ledger: Deliveries;
  now(): Date;
}

// Longest time that one post may hold its message, ms.
const holdMs = 30_000;
const soonMs = 250;
/** From so late on a message says that it is, ms. */
const lateMs = 15 * 60_000;

export async function deliverStanding(job: DeliveryJob, adapter: ChatAdapter, desk: StandingDesk, uncertain: boolean, signal: AbortSignal): Promise<Posted> {
  const standing = standingOf(job.slot);
  if (standing === undefined) return { kind: "undeliverable", reason: `There is no message of the kind "${job.slot}"` };
  return standing.kind === "card" ? deliverCard(job, standing.seq, adapter, desk, uncertain, signal) : deliverLine(job, standing, adapter, desk, uncertain, signal);
}

const seqSchema = z.object({ seq: z.number() });

/** Posts the message or brings it up to date; one that says something newer stays. */
async function deliverCard(job: DeliveryJob, seq: number, adapter: ChatAdapter, { ledger, now }: StandingDesk, uncertain: boolean, signal: AbortSignal): Promise<Posted> {
  const { run, conversation } = job;
  const { suffix } = splitSlot(job.slot);
  const edit = await ledger.claim(run, `edit${suffix}`, holdMs);
  if (edit.kind !== "claimed") return { kind: "later", afterMs: soonMs, reason: "Another message about it is being posted" };
  const parent = await ledger.claim(run, `parent${suffix}`, holdMs);
  try {
    if (parent.kind === "busy") return { kind: "later", afterMs: soonMs, reason: "Its first message is being posted" };
    const shown = parent.kind === "delivered" ? seqSchema.safeParse(parent.message).data?.seq : undefined;
    if (shown !== undefined && shown >= seq) return { kind: "posted", message: null };
    const at = parent.kind === "delivered" ? messageOf(parent) : undefined;
    const unsure = at === undefined && (uncertain || (parent.kind === "claimed" && parent.uncertain));
    const posted = await adapter.post({ run, slot: `card${suffix}`, conversation, reply: withLateness(job, now()), ...(at === undefined ? {} : { edit: at }), uncertain: unsure, signal });
    const message = posted.kind === "posted" ? messageOf({ message: posted.message }) : undefined;
    if (message !== undefined) await ledger.delivered(run, `parent${suffix}`, { ...message, seq });
    else if (parent.kind === "claimed") await ledger.release(run, `parent${suffix}`, true);
    return posted;
  } catch (error) {
    if (parent.kind === "claimed") await ledger.release(run, `parent${suffix}`, false);
    throw error;
  } finally {
    await ledger.release(run, `edit${suffix}`, true);
  }
}

async function deliverLine(job: DeliveryJob, { kind, seq }: { kind: "line" | "loud"; seq: number } | { kind: "card"; seq: number }, adapter: ChatAdapter, { ledger, now }: StandingDesk, uncertain: boolean, signal: AbortSignal): Promise<Posted> {
  const { run, slot, conversation } = job;
  const { suffix } = splitSlot(slot);
  const under = messageOf(await ledger.message(run, `parent${suffix}`));
  const first = (await ledger.message(run, `card-${seq}${suffix}`)) !== undefined;
  if (under === undefined || !first) {
    const late = now().getTime() - job.at >= lateMs;
    const afterMs = againAfter(job.at, now().getTime());
    if ((!late || under === undefined) && afterMs !== undefined) return { kind: "later", afterMs, reason: "The message that it belongs under is not out yet" };
    if (under === undefined) return { kind: "undeliverable", reason: "The message that it belongs under could not be posted" };
  }
  return adapter.post({ run, slot, conversation, reply: withLateness(job, now()), under, uncertain, signal, ...(kind === "loud" ? { broadcast: true } : {}) });
}

function withLateness(job: DeliveryJob, now: Date): Reply {
  const reply = job.reply as Reply;
  const late = now.getTime() - job.at;
  return late < lateMs ? reply : { ...reply, blocks: [...reply.blocks, { kind: "note", text: `Posted ${span(late)} late: the chat could not be reached before` }] };
}
