import type { MessageId, PostRequest } from "../../core/chat.ts";
import type { Conversation, Posted } from "../../core/queue.ts";
import { openLanes } from "./lanes.ts";
import { limits } from "./limits.ts";
import { nonceOf, type Outbound, type Sent, type Spot } from "./outbound.ts";
import { messageFor } from "./message.ts";
import { type Message, plainText } from "./render.ts";
import type { Right, Tokens } from "./tokens.ts";

/** Brings messages out, each once, and edits them in place. */
export interface Poster {
  post(request: PostRequest): Promise<Posted>;
  /** A message that an interaction has promised and nobody has filled in yet. */
  promised(spot: Spot, right: Right): void;
  /** Says the first text of a promised message. */
  say(request: PostRequest, spot: Spot): Promise<Posted>;
  close(): void;
}

/** How rare pictures of progress are. */
export interface Pace {
  /** A run that is over this soon never shows its progress: that saves a call, ms. */
  firstMs: number;
  /** Between two pictures of progress, ms. */
  pauseMs: number;
  /** Of one message. */
  pictures: number;
}

/** With this no run takes more than five calls: acknowledgement, one picture of progress, verdict, thread, and what stands in it. */
export const usualPace: Pace = { firstMs: 1_200, pauseMs: 8_000, pictures: 1 };

export function openPoster(outbound: Outbound, tokens: Tokens, pace: Pace = usualPace): Poster {
  const lanes = openLanes(pace);
  const rights = new Map<string, Right>();
  /** Posts whose last attempt ended without a word. */
  const unsure = new Set<string>();

  // An interaction's own message is edited by its token while that lives: those edits count against no limit of the channel or the bot
  // (page "Receiving and responding"), and need no right to see the channel. The bot's token takes over well before the 15 minutes are up,
  // after a restart, in another process, and whenever the other way fails.
  const put = async (spot: Spot, message: Message): Promise<Sent> => {
    const right = rights.get(spot.message);
    if (right !== undefined && tokens.fresh(right)) {
      const filled = await tokens.fill(right, spot, message);
      if (filled.kind === "sent") return filled;
    }
    return outbound.edit(spot, message);
  };

  const postNew = async (request: PostRequest, message: Message): Promise<Sent> => {
    const place = await placeFor(request);
    if (!("channel" in place)) return place;
    // A message that takes a deleted one's place has a nonce of its own: Discord may still remember the first.
    const nonce = nonceOf(request.run, request.slot, `${place.channel} ${request.edit?.id ?? ""}`);
    const sent = await outbound.post(place.channel, message, { nonce, uncertain: request.uncertain || unsure.has(nonce), ...(place.replyTo === undefined ? {} : { replyTo: place.replyTo }) });
    if (sent.kind === "later") unsure.add(nonce);
    else unsure.delete(nonce);
    return sent;
  };

  const placeFor = async ({ conversation, under, reply, broadcast }: PostRequest): Promise<{ channel: string; replyTo?: string } | Exclude<Sent, { kind: "sent" }>> => {
    // Threads that grow from a message bear its id, and are opened when they are first needed.
    const root = under ?? (conversation.thread !== undefined && conversation.thread === conversation.message ? { channel: conversation.channel, id: conversation.thread } : undefined);
    if (root === undefined) return { channel: conversation.thread ?? conversation.channel, ...(conversation.message === undefined ? {} : { replyTo: conversation.message }) };
    // Discord shows nothing of a thread in its channel: what all must see stands there itself, as an answer to the message.
    if (broadcast === true && under !== undefined) return { channel: under.channel, replyTo: under.id };
    if (under?.thread !== undefined && under.thread !== under.id) return { channel: under.thread };
    const thread = await outbound.thread({ channel: root.channel, message: root.id }, threadName(reply));
    if (thread.kind === "thread") return { channel: thread.channel };
    if (thread.kind === "none") return { channel: root.channel, replyTo: root.id };
    return thread.kind === "gone" ? { channel: root.channel } : thread;
  };

  const post = async (request: PostRequest): Promise<Posted> => {
    const message = await messageFor(request);
    const { edit } = request;
    if (edit !== undefined) {
      const spot = { channel: edit.channel, message: edit.id };
      if (request.passing === true) {
        // The one picture has to last: Discord counts the time in it by itself.
        const since = `\n-# since <t:${Math.floor(createdAt(edit.id) / 1000)}:R>`;
        const shown = await lanes.show(edit.id, () => put(spot, { ...message, content: `${message.content}${since}`.slice(0, limits.content) }));
        if (shown.kind === "later") return { ...shown, reason: "the last picture of progress is fresh" };
        return shown.kind === "over" || shown.value.kind === "sent" ? { kind: "posted", message: edit } : shown.value.kind === "gone" ? { kind: "undeliverable", reason: "the message is gone" } : shown.value;
      }
      const sent = await lanes.run(edit.id, () => put(spot, message));
      if (sent.kind !== "gone") return postedOf(sent, request.conversation, edit);
    }
    const sent = await postNew(request, message);
    return sent.kind === "gone" ? { kind: "undeliverable", reason: "the message to answer is gone" } : postedOf(sent, request.conversation);
  };

  return {
    post,
    promised(spot, right) {
      rights.set(spot.message, right);
      for (const [id, held] of rights) {
        if (tokens.fresh(held)) break;
        rights.delete(id);
      }
    },
    async say(request, spot) {
      const message = await messageFor(request);
      const id = idOf(spot, request.conversation);
      // What a run shows before its verdict may wait a moment: most runs overtake it.
      const passing = request.passing === true || (/^verdict(?:\.|$)/u.test(request.slot) && (request.reply.actions ?? []).length === 0 && request.reply.blocks.every((block) => block.kind === "note"));
      if (passing) {
        const { held = (work) => work() } = request;
        lanes.hold(spot.message, () => held(async () => void (await put(spot, message))));
        return { kind: "posted", message: id };
      }
      const sent = await put(spot, message);
      if (sent.kind === "gone") return post({ ...request, edit: id });
      return postedOf(sent, request.conversation, id);
    },
    close: () => lanes.close(),
  };
}

function postedOf(sent: Exclude<Sent, { kind: "gone" }>, conversation: Conversation, before?: MessageId): Posted {
  if (sent.kind !== "sent") return sent;
  return { kind: "posted", message: before !== undefined && before.id === sent.spot.message ? before : idOf(sent.spot, conversation) };
}

/** A message in a thread is answered in that thread; one in a channel in its own, which bears its id and is opened when needed. */
export function idOf(spot: Spot, conversation: Conversation): MessageId {
  const inThread = conversation.thread !== undefined && conversation.thread === spot.channel;
  return { channel: spot.channel, id: spot.message, thread: inThread ? spot.channel : spot.message };
}

/** When a message was made, ms since 1970: the first 42 bits of its id, counted from the beginning of 2015 (page "API reference"). */
const createdAt = (id: string): number => (/^\d{16,20}$/u.test(id) ? Number(BigInt(id) >> 22n) + 1_420_070_400_000 : Date.now());

const threadName = (reply: PostRequest["reply"]): string => {
  const titled = reply.blocks.find((block) => block.kind === "headline" || block.kind === "section");
  return plainText(titled === undefined ? reply.blocks.slice(0, 1) : [titled]).split("\n")[0]?.slice(0, 90) || "duo-triage";
};

