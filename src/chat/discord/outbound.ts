import { createHash } from "node:crypto";
import { DiscordAPIError, HTTPError, type REST, RateLimitError, type RawFile, Routes } from "discord.js";
import type { Posted } from "../../core/queue.ts";
import { cleanLine, shorten } from "../../core/text.ts";
import { limits } from "./limits.ts";
import type { Message } from "./render.ts";

/** Where a message stands. */
export interface Spot {
  channel: string;
  message: string;
}

/** What became of one act; `gone`: the message that it is about is no more. */
export type Sent = { kind: "sent"; spot: Spot } | { kind: "gone" } | Exclude<Posted, { kind: "posted" }>;

export const ephemeralFlag = 64;

/** The nonce of a slot of a run: the same for every attempt, so that Discord posts once. */
export const nonceOf = (run: string, slot: string, place: string): string => createHash("sha256").update(JSON.stringify([run, slot, place])).digest("base64url").slice(0, limits.nonce);

/** Body and files of a message as the REST client takes them. An edit names every key, so nothing old stays. */
export function requestOf(message: Message, more: Record<string, unknown> = {}): { body: Record<string, unknown>; files?: RawFile[] } {
  const { files, ...body } = message;
  return {
    body: { ...body, attachments: files.map((file, id) => ({ id: String(id), filename: file.name, ...(file.description === undefined ? {} : { description: shorten(file.description, limits.fileDescription) }) })), ...more },
    ...(files.length === 0 ? {} : { files: files.map((file) => ({ name: file.name, data: file.bytes })) }),
  };
}

export interface Outbound {
  /** Posts once, however often it is tried. `uncertain`: looks first whether an earlier attempt went through. */
  post(channel: string, message: Message, options: { nonce: string; replyTo?: string; uncertain?: boolean }): Promise<Sent>;
  edit(spot: Spot, message: Message): Promise<Sent>;
  /** The thread of a message; opens it where there is none. `none`: here no thread can be. */
  thread(spot: Spot, name: string): Promise<{ kind: "thread"; channel: string } | { kind: "none" } | Exclude<Sent, { kind: "sent" }>>;
}

/** Says things by the bot's token: what lasts longer than an interaction's 15 minutes. */
export function openOutbound(rest: REST, self: () => string | undefined): Outbound {
  const threads = new Set<string>();
  const act = async <T>(work: () => Promise<T>): Promise<{ kind: "done"; value: T } | Exclude<Sent, { kind: "sent" }>> => {
    try {
      return { kind: "done", value: await work() };
    } catch (error) {
      return outcomeOf(error);
    }
  };
  /** A message of ours with this text that an earlier, unsure attempt has left. */
  const findEarlier = async (channel: string, message: Message, nonce: string): Promise<string | undefined> => {
    try {
      const seen = (await rest.get(Routes.channelMessages(channel), { query: new URLSearchParams({ limit: "50" }) })) as { id: string; content: string; nonce?: string | number; author: { id: string } }[];
      return seen.find((one) => one.author.id === self() && (one.nonce === nonce || (message.content !== "" && one.content === message.content)))?.id;
    } catch {
      // Without the right to read history the nonce alone has to do.
      return undefined;
    }
  };
  return {
    async post(channel, message, { nonce, replyTo, uncertain }) {
      if (uncertain === true) {
        const earlier = await findEarlier(channel, message, nonce);
        if (earlier !== undefined) return { kind: "sent", spot: { channel, message: earlier } };
      }
      const reference = replyTo === undefined ? {} : { message_reference: { message_id: replyTo, fail_if_not_exists: false }, allowed_mentions: { parse: [], replied_user: false } };
      const made = await act(() => rest.post(Routes.channelMessages(channel), requestOf(message, { nonce, enforce_nonce: true, ...reference })) as Promise<{ id: string }>);
      return made.kind === "done" ? { kind: "sent", spot: { channel, message: made.value.id } } : made;
    },
    async edit(spot, message) {
      const done = await act(() => rest.patch(Routes.channelMessage(spot.channel, spot.message), requestOf(message)));
      return done.kind === "done" ? { kind: "sent", spot } : done;
    },
    async thread(spot, name) {
      // A thread that grew from a message has that message's id.
      if (threads.has(spot.message)) return { kind: "thread", channel: spot.message };
      try {
        await rest.post(Routes.threads(spot.channel, spot.message), { body: { name: shorten(cleanLine(name, limits.threadName), limits.threadName), auto_archive_duration: 1440 } });
      } catch (error) {
        const code = error instanceof DiscordAPIError ? error.code : undefined;
        // Private messages, threads and forums have none inside; the right to open one may be missing.
        if (code === 50_024 || code === 50_013 || code === 50_001) return { kind: "none" };
        if (code !== 160_004) return outcomeOf(error);
      }
      threads.add(spot.message);
      if (threads.size > 5000) threads.clear();
      return { kind: "thread", channel: spot.message };
    },
  };
}

/** Codes after which trying again is useless, and what a person has to do. Documentation: "Opcodes and status codes", JSON error codes. */
const hopeless: Record<number, string> = {
  10_003: "the channel is gone",
  10_004: "the bot is no longer in that server",
  30_033: "the thread is full",
  50_001: "the bot cannot see the channel: give it View Channel there",
  50_007: "the person takes no private messages from the bot",
  50_013: "the bot may not write there: give it Send Messages and Send Messages in Threads",
  50_083: "the thread is archived and locked",
  160_005: "the thread is locked",
};

/** What an error of the REST client means for a post. */
export function outcomeOf(error: unknown): { kind: "gone" } | { kind: "later"; afterMs: number; reason: string } | { kind: "undeliverable"; reason: string } {
  if (error instanceof RateLimitError) return { kind: "later", afterMs: error.retryAfter, reason: "Discord's rate limit" };
  if (error instanceof DiscordAPIError) {
    const code = Number(error.code);
    if (code === 10_008) return { kind: "gone" };
    if (error.status === 401) return { kind: "later", afterMs: 60_000, reason: "Discord refuses the token" };
    if (error.status >= 500 || error.status === 429) return { kind: "later", afterMs: 3_000, reason: `Discord answers ${error.status}` };
    return { kind: "undeliverable", reason: hopeless[code] ?? `Discord refuses the message: ${cleanLine(error.message, 200)}` };
  }
  if (error instanceof HTTPError) return { kind: "later", afterMs: 3_000, reason: `Discord answers ${error.status}` };
  // A connection that failed half way may have posted: the nonce, or the edit being the same, makes another attempt harmless.
  return { kind: "later", afterMs: 3_000, reason: `Discord cannot be reached (${(error as { code?: string }).code ?? (error as Error).name})` };
}
