import type { MessageBody, Upload } from "./limits.ts";

/** State of the pretended Discord: one guild, its channels, people, messages, commands and interactions. Ids are snowflakes. */

const epoch = 1_420_070_400_000n;
let last = 0n;

/** A new snowflake; later ones are greater. */
export function snowflake(at = Date.now()): string {
  const made = (BigInt(at) - epoch) << 22n;
  last = made > last ? made : last + 1n;
  return last.toString();
}

export interface Person {
  id: string;
  username: string;
  global_name: string | null;
  bot: boolean;
  roles: string[];
}

export interface Channel {
  id: string;
  type: number;
  name: string;
  parent?: string;
  owner?: string;
  archived?: boolean;
  /** What the bot may do here. */
  may: { view: boolean; send: boolean; threads: boolean; history: boolean };
  recipients?: string[];
}

export interface StoredMessage {
  id: string;
  channel: string;
  author: string;
  webhook?: boolean;
  body: MessageBody;
  flags: number;
  files: (Upload & { id: string; description?: string })[];
  createdAt: number;
  editedAt?: number;
  /** Only this person sees it. */
  onlyFor?: string;
  nonce?: string | number;
  reference?: string;
  mentions: string[];
  /** How often its content changed after the first. */
  edits: number;
  thread?: string;
  interaction?: string;
  deleted?: boolean;
  /** Every text that it has shown, oldest first. */
  past: MessageBody[];
}

export interface StoredCommand {
  id: string;
  version: string;
  guild?: string;
  type: number;
  name: string;
  body: Record<string, unknown>;
}

export interface Interaction {
  id: string;
  token: string;
  type: number;
  channel: string;
  person: string;
  createdAt: number;
  /** Callback type of the first answer. */
  answered?: number;
  answeredAt?: number;
  flags?: number;
  /** Message of `@original`. */
  original?: string;
  /** Message whose component was used. */
  source?: string;
  choices?: { name: string; value: string }[];
  modal?: { custom_id: string; title: string; components: unknown[] };
  followUps: string[];
}

export interface RestCall {
  method: string;
  path: string;
  /** Path with ids as `:id`. */
  route: string;
  body: unknown;
  status: number;
  at: number;
  authorized: boolean;
  files: readonly Upload[];
}

export interface World {
  token: string;
  application: string;
  bot: Person;
  guild: string;
  guildRoles: { id: string; name: string }[];
  people: Map<string, Person>;
  channels: Map<string, Channel>;
  messages: Map<string, StoredMessage>;
  commands: StoredCommand[];
  interactions: Map<string, Interaction>;
  calls: RestCall[];
  /** Privileged intents that the portal has switched on. */
  privileged: number;
  /** ms; the service says 3 s and 15 min. */
  answerWithinMs: number;
  tokenLivesMs: number;
  nonceLivesMs: number;
  /** Tells everybody who looks on that something changed. */
  changed(): void;
  /** Sends an event of the gateway to the bot. */
  dispatch(event: string, data: unknown): void;
}

export const userOf = (person: Person): Record<string, unknown> => ({ id: person.id, username: person.username, global_name: person.global_name, discriminator: "0", avatar: null, bot: person.bot, public_flags: 0, flags: 0 });

export function memberOf(world: World, person: Person): Record<string, unknown> {
  return { roles: [...person.roles], joined_at: "2026-01-01T00:00:00.000000+00:00", deaf: false, mute: false, flags: 0, nick: null, avatar: null, premium_since: null, pending: false, communication_disabled_until: null, ...(person.id === world.bot.id ? {} : {}) };
}

/** Permissions of the bot in a channel, as the decimal text that the service sends. */
export function permissionsOf(channel: Channel): string {
  const bits = (channel.may.view ? 1n << 10n : 0n) | (channel.may.send ? (1n << 11n) | (1n << 14n) | (1n << 15n) : 0n) | (channel.may.threads ? (1n << 35n) | (1n << 38n) : 0n) | (channel.may.history ? 1n << 16n : 0n) | (1n << 31n);
  return bits.toString();
}

export function channelOf(world: World, channel: Channel): Record<string, unknown> {
  if (channel.type === 1) return { id: channel.id, type: 1, flags: 0, last_message_id: null, recipients: (channel.recipients ?? []).flatMap((id) => { const person = world.people.get(id); return person === undefined ? [] : [userOf(person)]; }) };
  const thread = channel.type === 11 || channel.type === 12;
  return {
    id: channel.id, type: channel.type, guild_id: world.guild, name: channel.name, flags: 0, last_message_id: null,
    ...(thread
      ? { parent_id: channel.parent, owner_id: channel.owner, message_count: 0, member_count: 1, total_message_sent: 0, rate_limit_per_user: 0, thread_metadata: { archived: channel.archived ?? false, auto_archive_duration: 1440, archive_timestamp: new Date().toISOString(), locked: false, create_timestamp: new Date().toISOString() } }
      : { parent_id: null, position: 0, topic: null, nsfw: false, rate_limit_per_user: 0, permission_overwrites: [] }),
  };
}

export function messageOf(world: World, message: StoredMessage, seenBy: "api" | "content-hidden" = "api"): Record<string, unknown> {
  const author = world.people.get(message.author) ?? world.bot;
  const hidden = seenBy === "content-hidden";
  const thread = message.thread === undefined ? undefined : world.channels.get(message.thread);
  const channel = world.channels.get(message.channel);
  return {
    id: message.id, channel_id: message.channel, type: message.reference !== undefined ? 19 : message.interaction !== undefined ? 20 : 0, tts: false, pinned: false, mention_everyone: false,
    timestamp: new Date(message.createdAt).toISOString(), edited_timestamp: message.editedAt === undefined ? null : new Date(message.editedAt).toISOString(),
    author: userOf(author), flags: message.flags, mention_roles: [],
    mentions: message.mentions.flatMap((id) => { const person = world.people.get(id); return person === undefined ? [] : [userOf(person)]; }),
    content: hidden ? "" : (message.body.content ?? ""), embeds: hidden ? [] : (message.body.embeds ?? []).map((embed) => ({ type: "rich", ...embed })), components: hidden ? [] : (message.body.components ?? []),
    attachments: hidden ? [] : message.files.map((file) => ({ id: file.id, filename: file.name, size: file.bytes.length, url: `https://cdn.invalid/${file.id}/${file.name}`, proxy_url: `https://cdn.invalid/${file.id}/${file.name}`, ...(file.description === undefined ? {} : { description: file.description }) })),
    ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
    ...(message.reference === undefined ? {} : { message_reference: { type: 0, message_id: message.reference, channel_id: message.channel, guild_id: world.guild } }),
    ...(message.interaction === undefined ? {} : { application_id: world.application }),
    ...(message.webhook === true ? { webhook_id: world.application } : {}),
    ...(thread === undefined ? {} : { thread: channelOf(world, thread) }),
    ...(channel?.type === 1 || seenBy === "api" ? {} : {}),
  };
}

/** Ids that a text mentions and that its allowed mentions let through: those would be pinged. */
export function pinged(body: MessageBody): string[] {
  const text = body.content ?? "";
  const allowed = body.allowed_mentions ?? undefined;
  const parse = allowed?.parse ?? ["users", "roles", "everyone"];
  const found: string[] = [];
  if (parse.includes("everyone") && /@(everyone|here)\b/u.test(text)) found.push("everyone");
  if (parse.includes("users")) for (const match of text.matchAll(/<@!?(\d+)>/gu)) found.push(match[1] ?? "");
  if (parse.includes("roles")) for (const match of text.matchAll(/<@&(\d+)>/gu)) found.push(match[1] ?? "");
  return found;
}
