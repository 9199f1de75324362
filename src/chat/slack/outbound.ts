import { webApi } from "@slack/bolt";
import type { MessageId, PostRequest } from "../../core/chat.ts";
import type { Posted } from "../../core/queue.ts";
import { openFiles } from "./files.ts";
import { metadataType } from "./press.ts";
import { type Message, renderReply } from "./render.ts";
import { openStreams } from "./streams.ts";

type Client = InstanceType<typeof webApi.WebClient>;

// Never changed by waiting: the channel, the token or a right is gone. What a person can do about it, where there is something.
const hopeless: Readonly<Record<string, string>> = {
  not_in_channel: "duo-triage is not in this channel; invite it with /invite",
  channel_not_found: "duo-triage cannot see this channel; invite it with /invite",
  is_archived: "the channel is archived",
  channel_is_archived: "the channel is archived",
  restricted_action: "the workspace does not let apps post here",
  restricted_action_read_only_channel: "the channel is read-only",
  restricted_action_thread_locked: "the thread is locked",
  user_not_in_channel: "the person is not in this channel",
  account_inactive: "Slack says that the app was removed from the workspace",
  token_revoked: "Slack says that the bot token was revoked",
  invalid_auth: "Slack does not take the bot token",
  not_authed: "Slack does not take the bot token",
  missing_scope: "the app lacks a scope; install it again with the manifest",
  no_permission: "the app lacks a right in this workspace",
  access_denied: "the workspace denies the app access",
};
// Slack says that it did nothing, and to come back.
const soon = new Set(["ratelimited", "rate_limited", "service_unavailable", "request_timeout", "team_added_to_org"]);
const refusedBlocks = new Set(["invalid_blocks", "invalid_blocks_format", "block_mismatch", "msg_blocks_too_long", "invalid_attachments"]);
const noLonger = new Set(["message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"]);
// Slack looks at a new picture for a moment before a message may show it, ms.
const processingMs = 1_500;
// Refused before anything was sent.
const unsent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"]);

export type Called<T> = { kind: "done"; value: T } | { kind: "refused"; error: string; data: unknown } | Extract<Posted, { kind: "later" }>;

/** A call's outcome in one of three kinds; throws where nobody can tell whether Slack acted. */
export async function call<T>(work: () => Promise<T>): Promise<Called<T>> {
  try {
    return { kind: "done", value: await work() };
  } catch (error) {
    if (error instanceof webApi.WebAPIRateLimitedError) return { kind: "later", afterMs: error.retryAfter * 1000, reason: `Slack asks to wait ${error.retryAfter} s` };
    if (error instanceof webApi.WebAPIPlatformError) {
      const { error: name } = error.data;
      return soon.has(name) ? { kind: "later", afterMs: 2_000, reason: `Slack answers ${name}` } : { kind: "refused", error: name, data: error.data };
    }
    if (error instanceof webApi.WebAPIRequestError && unsent.has(causeCode(error.original))) return { kind: "later", afterMs: 2_000, reason: `Slack cannot be reached (${causeCode(error.original)})` };
    throw error;
  }
}

function causeCode(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === "string") return code;
  }
  return "";
}

/** How every message is posted: no name in it pings, no address is fetched. */
export const asWritten = { link_names: false, parse: "none", unfurl_links: false, unfurl_media: false } as const;

export interface Outbound {
  post(request: PostRequest): Promise<Posted>;
  /** Slack tells of a message of ours that was posted: so one is found again whose answer was lost. */
  seen(at: { channel: string; id: string }, payload: unknown): void;
}

/** How long Slack may take to tell of a message that was posted, ms. */
const tellingMs = 1_500;

/**
 * Brings out messages by the bot's token. Nothing is retried here, the delivery queue does that; one channel that must wait holds up no
 * other.
 */
export function openOutbound(client: Client, trouble: (message: string) => void, teamOf: (user: string) => string | undefined = () => undefined): Outbound {
  const posted = new Map<string, string>();
  const notBefore = new Map<string, number>();
  const told = new Set<string>();
  const tellOnce = (message: string): void => {
    if (!told.has(message)) trouble(message);
    told.add(message);
  };

  /** One call about a channel, unless Slack asked to leave that channel alone for now. */
  async function paced<T>(key: string, work: () => Promise<T>): Promise<Called<T>> {
    const wait = (notBefore.get(key) ?? 0) - Date.now();
    if (wait > 0) return { kind: "later", afterMs: wait, reason: "Slack asked to wait" };
    const called = await call(work);
    if (called.kind === "later") {
      if (notBefore.size > 1_000) for (const [old, until] of notBefore) if (until < Date.now()) notBefore.delete(old);
      notBefore.set(key, Date.now() + called.afterMs);
    }
    return called;
  }

  const keyOf = (channel: string, run: string, slot: string): string => JSON.stringify([channel, run, slot]);

  /**
   * A message of ours for this slot that an earlier, unsure attempt has left: as Slack told of it, or as it stands in the channel. Without
   * the one right and the other nobody can tell.
   */
  async function findEarlier(channel: string, thread: string | undefined, run: string, slot: string): Promise<string | undefined> {
    const heard = posted.get(keyOf(channel, run, slot));
    if (heard !== undefined) return heard;
    const about = { channel, limit: 100, include_all_metadata: true };
    const called = await call(() => (thread === undefined ? client.conversations.history(about) : client.conversations.replies({ ...about, ts: thread })));
    if (called.kind !== "done") {
      await new Promise((resolve) => setTimeout(resolve, tellingMs));
      return posted.get(keyOf(channel, run, slot));
    }
    const seen = (called.value.messages ?? []) as { ts?: string; text?: string; blocks?: unknown; bot_id?: string; metadata?: { event_type?: string; event_payload?: { run?: unknown; slot?: unknown } } }[];
    const own = seen.find(({ metadata }) => metadata?.event_type === metadataType && metadata.event_payload?.run === run && metadata.event_payload.slot === slot);
    // A streamed message bears no metadata before its end; it names its run.
    return (own ?? (slot.startsWith("verdict") ? seen.find((one) => one.bot_id !== undefined && one.metadata === undefined && `${one.text ?? ""} ${JSON.stringify(one.blocks ?? "")}`.includes(run)) : undefined))?.ts;
  }

  const metadataOf = ({ run, slot }: PostRequest): { event_type: string; event_payload: { run: string; slot: string } } => ({ event_type: metadataType, event_payload: { run, slot } });

  /**
   * Sends a message, and where Slack refuses its blocks sends less: a picture that Slack has not looked at yet is tried once more, then the
   * blocks go without it, then the text alone.
   */
  async function lessAndLess<T>(message: Message, send: (text: string, blocks: Message["blocks"]) => Promise<Called<T>>): Promise<Called<T>> {
    const { without } = message;
    const waysOut: (() => Promise<Called<T>>)[] = [() => send(message.text, message.blocks)];
    if (without !== undefined) {
      waysOut.push(async () => {
        await new Promise((resolve) => setTimeout(resolve, processingMs));
        return send(message.text, message.blocks);
      }, () => {
        const { text, blocks } = without();
        return send(text, blocks);
      });
    }
    waysOut.push(() => send(message.text, []));
    let called: Called<T> | undefined;
    for (const [place, way] of waysOut.entries()) {
      called = await way();
      if (called.kind !== "refused" || !refusedBlocks.has(called.error)) return called;
      if (place === waysOut.length - 2) tellOnce(`Slack refused the blocks of a message (${called.error}); it was sent as text: ${detailsOf(called.data)}`);
    }
    return called as Called<T>;
  }

  const streams = openStreams(client, paced, teamOf, tellOnce);

  async function edit(request: PostRequest, at: MessageId, message: Message): Promise<Called<unknown>> {
    if (request.passing === true) {
      const shown = await streams.show(at, message.text, request.progress);
      if (shown !== false) return shown;
    } else {
      // A picture may not be ready yet: the stream ends without it.
      const ended = await streams.end(at, (message.without?.() ?? message).blocks, metadataOf(request));
      if (ended !== false && ended.kind === "later") return ended;
      // What is said stands there now, below the tasks. As an ordinary message it has its whole text besides; that may fail, and changes nothing.
      if (ended !== false) return update(request, at)(message.text, message.blocks).then(() => ended, () => ended);
    }
    const send = update(request, at);
    const done = await lessAndLess<unknown>(message, send);
    if (done.kind !== "refused" || done.error !== "streaming_state_conflict") return done;
    await streams.cut(at);
    return lessAndLess<unknown>(message, send);
  }

  function update(request: PostRequest, at: MessageId): (text: string, blocks: Message["blocks"]) => Promise<Called<unknown>> {
    const about = { channel: at.channel, ts: at.id, metadata: metadataOf(request), link_names: false, parse: "none" as const };
    return (text, blocks) => paced(`edit/${at.channel}`, () => client.chat.update({ ...about, text, blocks }));
  }

  function create(request: PostRequest, channel: string, thread: string | undefined, message: Message): Promise<Called<{ ts?: string; channel?: string }>> {
    const about = { channel, ...(thread === undefined ? {} : { thread_ts: thread, ...(request.broadcast === true ? { reply_broadcast: true } : {}) }), metadata: metadataOf(request), ...asWritten };
    return lessAndLess(message, (text, blocks) => paced(`post/${channel}`, () => client.apiCall("chat.postMessage", { ...about, text, ...(blocks.length === 0 ? {} : { blocks }) }) as Promise<{ ts?: string; channel?: string }>));
  }

  const files = openFiles(client, tellOnce);

  /** The whole of an answer that was too long, in its thread: the page of its run, or its plain text. */
  async function attach(message: Message, { whole, files: more = [] }: PostRequest, channel: string, thread: string): Promise<{ lacks?: string }> {
    const page = message.file === undefined ? undefined : ((await whole?.()) ?? { ...message.file, title: message.file.name });
    let lacks: string | undefined;
    for (const file of [...(page === undefined ? [] : [page]), ...more]) lacks = (await files.attach(file, channel, thread)) ?? lacks;
    return lacks === undefined ? {} : { lacks };
  }

  async function post(request: PostRequest): Promise<Posted> {
    const pictures = await files.hold(request.pictures ?? []);
    const message: Message = { ...renderReply(request.reply, pictures), ...(pictures.length === 0 ? {} : { without: () => renderReply(request.reply) }) };
    if (request.edit !== undefined) {
      const { edit: at } = request;
      const called = await edit(request, at, message);
      if (called.kind === "later") return called;
      if (called.kind === "done") {
        const attached = request.passing === true ? {} : await attach(message, request, at.channel, at.thread ?? at.id);
        return { kind: "posted", message: at, ...attached };
      }
      // A message whose blocks can be changed in no way is followed by another; so is one that is gone.
      if (request.passing === true || !(noLonger.has(called.error) || refusedBlocks.has(called.error))) return undeliverable(called.error);
    }
    const channel = request.under?.channel ?? request.conversation.channel;
    const thread = request.under === undefined ? request.conversation.thread : (request.under.thread ?? request.under.id);
    const earlier = request.uncertain ? await findEarlier(channel, thread, request.run, request.slot) : undefined;
    if (earlier !== undefined) {
      const found: MessageId = { channel, id: earlier, thread: thread ?? earlier };
      // It may be the "queued" of this slot: what stands there must be this reply.
      return post({ ...request, uncertain: false, edit: found });
    }
    const streamed = thread === undefined || !isNote(request) ? undefined : await streams.begin(request, channel, thread, message.text);
    if (streamed !== undefined) return { kind: "posted", message: { channel, id: streamed, thread: thread ?? streamed } };
    const called = await create(request, channel, thread, message);
    if (called.kind === "later") return called;
    if (called.kind === "refused") return undeliverable(called.error);
    const id = called.value.ts ?? "";
    // A direct conversation may be named by its person; Slack answers with the channel's own id.
    const at: MessageId = { channel: called.value.channel ?? channel, id, thread: thread ?? id };
    return { kind: "posted", message: at, ...(await attach(message, request, at.channel, at.thread ?? id)) };
  }

  return {
    post,
    seen({ channel, id }, payload) {
      const { run, slot } = (payload ?? {}) as { run?: unknown; slot?: unknown };
      if (typeof run !== "string" || typeof slot !== "string") return;
      if (posted.size > 2_000) for (const old of [...posted.keys()].slice(0, 500)) posted.delete(old);
      posted.set(keyOf(channel, run, slot), id);
    },
  };
}

/** It says nothing yet but that somebody waits: an explanation that was given at once stays a message. */
const isNote = ({ reply }: PostRequest): boolean => reply.blocks.every((block) => block.kind === "note") && (reply.actions ?? []).length === 0;

function undeliverable(error: string): Posted {
  return { kind: "undeliverable", reason: hopeless[error] ?? `Slack answers ${error.slice(0, 80)}` };
}

function detailsOf(data: unknown): string {
  const messages = (data as { response_metadata?: { messages?: unknown } } | null)?.response_metadata?.messages;
  return Array.isArray(messages) ? messages.join("; ").slice(0, 300) : "no details";
}
