import { type ChatInputCommandInteraction, type Client, type Interaction, type Message, MessageReferenceType, MessageType } from "discord.js";
import type { Kept, Person } from "../../core/chat.ts";
import type { Conversation } from "../../core/queue.ts";
import { lineOf, type Verb } from "./commands.ts";

/** What a message of Discord says to the bot; undefined for what is to be left alone. */
export interface Said {
  text: string;
  how: "addressed" | "passive";
}

/** The words of a message without Discord's markup: mentions as names, addresses bare, code without its fences. */
export function plainWords(text: string, names: ReadonlyMap<string, string>, self: string): string {
  return text
    .replaceAll(new RegExp(`<@!?${/^\d+$/u.test(self) ? self : "0"}>[\\s:,]*`, "gu"), "")
    .replace(/<@!?(\d+)>/gu, (_all, id: string) => `@${names.get(id) ?? "somebody"}`)
    .replace(/<(https?:\/\/[^\s<>]+)>/gu, "$1")
    .replace(/```(?:[a-z0-9+-]{1,20}\n)?([\s\S]*?)```/giu, "$1")
    .replace(/`([^`\n]+)`/gu, "$1")
    .replace(/\\([\\*_~`|<>[\]()#>-])/gu, "$1")
    .trim();
}

/** Reads a message: own ones, other bots, webhooks, system lines, forwarded ones and what is quoted say nothing to the bot. */
export function readMessage(message: Message, self: string, listens: boolean): Said | undefined {
  if (message.author.bot || message.author.id === self || message.webhookId !== null || message.system) return undefined;
  if (message.type !== MessageType.Default && message.type !== MessageType.Reply) return undefined;
  if (message.reference?.type === MessageReferenceType.Forward) return undefined;
  const names = new Map([...message.mentions.users.values()].map((user) => [user.id, user.displayName]));
  const addressed = message.guildId === null || new RegExp(`<@!?${self}>`, "u").test(withoutQuotes(message.content));
  if (addressed) return { text: plainWords(message.content, names, self), how: "addressed" };
  if (!listens) return undefined;
  const text = plainWords(withoutQuotes(message.content), names, self);
  return text === "" ? undefined : { text, how: "passive" };
}

/** Leaves out lines that somebody quotes from another message. */
function withoutQuotes(text: string): string {
  const [before = ""] = text.split(/^>>> /mu, 1);
  return before.split("\n").filter((line) => !line.startsWith("> ")).join("\n");
}

export function personOf(from: Interaction | Message): Person {
  const user = "author" in from ? from.author : from.user;
  const { member } = from;
  // Everybody has the role that bears the server's own id.
  const groups = member === null ? [] : Array.isArray(member.roles) ? member.roles : [...member.roles.cache.keys()].filter((id) => id !== from.guildId);
  const nick = member === null ? undefined : "displayName" in member ? member.displayName : (member.nick ?? undefined);
  return { id: user.id, name: nick ?? user.displayName, groups };
}

/** Who did something that is heard once more, with the roles that they have now; undefined where Discord does not tell those. */
export async function personAgain(client: Client, { user, team }: Kept): Promise<Person | undefined> {
  if (team === undefined) return { id: user, name: await client.users.fetch(user).then(({ displayName }) => displayName).catch(() => user), groups: [] };
  const member = await client.guilds.fetch(team).then((guild) => guild.members.fetch({ user, force: true })).catch(() => undefined);
  return member === undefined ? undefined : { id: user, name: member.displayName, groups: [...member.roles.cache.keys()].filter((id) => id !== team) };
}

/** A command as it can be heard again by another process. */
export function commandOf(interaction: ChatInputCommandInteraction, verbs: readonly Verb[]): Kept {
  const verb = verbs.find((one) => one.name === interaction.options.getSubcommand(false));
  const given = Object.fromEntries((interaction.options.data[0]?.options ?? []).map((option) => [option.name, typeof option.value === "boolean" ? option.value : String(option.value ?? "")]));
  return {
    id: `discord-${interaction.id}`, user: interaction.user.id, ...(interaction.guildId === null ? {} : { team: interaction.guildId }),
    conversation: placeOf(interaction), text: verb === undefined ? "help" : lineOf(verb, given).replace(/^\/duo /u, ""), how: "command",
  };
}

/** The channel that the configuration speaks of, and the thread where there is one: a thread is a channel of its own in Discord. */
export function placeOf(from: Interaction | Message): Conversation {
  const { channel } = from;
  const id = from.channelId ?? "";
  if (channel?.isThread() === true) return { platform: "discord", channel: channel.parentId ?? id, thread: id };
  return { platform: "discord", channel: id };
}

/** Where the answer to a message belongs: its own thread, which bears its id, or the thread or private conversation that it stands in. */
export function answerPlace(message: Message): Conversation {
  const place = placeOf(message);
  if (message.guildId === null || place.thread !== undefined) return { ...place, message: message.id };
  return { ...place, thread: message.id, message: message.id };
}
