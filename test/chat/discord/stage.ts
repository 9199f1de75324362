import { menuName } from "../../../src/chat/discord/commands.ts";
import { openDiscord } from "../../../src/chat/discord/discord.ts";
import { table } from "../../../src/commands/table.ts";
import { Secret } from "../../../src/core/secret.ts";
import { openFakeDiscord } from "../../fakes/discord/fake.ts";
import type { MessageBody } from "../../fakes/discord/limits.ts";
import { type Interaction, memberOf, messageOf, pinged, type Person, type StoredMessage } from "../../fakes/discord/world.ts";
import type { Seen, Stage, Who } from "../contract.ts";

interface Field { component?: { custom_id?: string; value?: string; options?: { value: string; default?: boolean }[] } }
interface Row { components?: { label?: string }[] }

/** What a person reads: content and embeds without markup. */
const readable = (body: MessageBody): string => [body.content ?? "", ...(body.embeds ?? []).map((embed) => embed.description ?? "")].filter((text) => text !== "").join("\n").replace(/\*\*|^-# /gmu, "").replace(/\\([\\*_~`|<>[\]#+.-])/gu, "$1").replace(/<(https?:[^>]+)>/gu, "$1");
const buttonsOf = (body: MessageBody): string[] => ((body.components ?? []) as Row[]).flatMap((row) => (row.components ?? []).map((one) => one.label ?? ""));
const empty = (message: StoredMessage): boolean => (message.flags & 128) !== 0 && (message.body.content ?? "") === "";

/** Discord by its fake, with people who type and press. */
export async function openStage(): Promise<Stage & { env: Record<string, string> }> {
  const fake = await openFakeDiscord({ messageContent: true });
  const passive = fake.addChannel("passive");
  const channels = { [passive.id]: { passive: true } };
  const people: Record<Who, Person> = { ana: fake.ana, ben: fake.ben };
  const robot = fake.addPerson("robot");
  robot.bot = true;
  const bot = fake.world.bot.id;
  const sent = new Set<string>();
  const windowOf = (who: Who): Interaction | undefined => [...fake.world.interactions.values()].findLast((one) => one.person === people[who].id && one.modal !== undefined && !sent.has(one.id));
  const acknowledged = async (interaction: Interaction): Promise<{ ackMs: number | undefined }> => {
    await fake.until("acknowledged", () => interaction.answeredAt, 3000).catch(() => undefined);
    return { ackMs: interaction.answeredAt === undefined ? undefined : interaction.answeredAt - interaction.createdAt };
  };
  const within = (channel: string) => (message: StoredMessage): boolean => message.channel === channel || fake.world.channels.get(message.channel)?.parent === channel;
  const seenOf = (message: StoredMessage): Seen => ({
    id: message.id, inChannel: fake.world.channels.get(message.channel)?.parent === undefined, thread: fake.world.channels.get(message.channel)?.parent === undefined ? undefined : message.channel, text: readable(message.body),
    history: message.past.map(readable).filter((text) => text !== ""), buttons: buttonsOf(message.body), pings: message.past.flatMap(pinged), files: message.files.map((file) => ({ name: file.name, content: file.bytes.toString() })),
  });
  const whispered = (who: Who): StoredMessage[] => {
    const direct = fake.direct(people[who]);
    return [...fake.world.messages.values()].filter((message) => message.deleted !== true && !empty(message) && (message.onlyFor === people[who].id || (message.channel === direct && message.author === bot)));
  };
  return {
    env: { DISCORD_TOKEN: fake.token, DISCORD_API_URL: fake.apiUrl },
    adapter: () => openDiscord({ token: new Secret(fake.token), apiUrl: fake.apiUrl, guildId: fake.guild, channels, verbs: table, suggest: () => [], pace: { firstMs: 0, pauseMs: 400, pictures: 20 } }),
    channels, below: 1, one: fake.ops.id, two: fake.quiet.id, passive: passive.id,
    idOf: (who) => people[who].id,
    async command(who, channel, text) {
      const [sub = "help", ...words] = text.split(" ");
      if (!table.some((verb) => verb.name === sub)) {
        // The app lets nobody send a sub-command that does not exist; a mention can.
        fake.say(people[who], channel, `<@${bot}> ${text}`);
        return { ackMs: 0 };
      }
      if (sub === "explain") return acknowledged(fake.slash(people[who], channel, { sub, options: { "code-or-text": words.join(" ") } }));
      const stack = words.find((word) => !word.startsWith("--"));
      return acknowledged(fake.slash(people[who], channel, { sub, options: { ...(stack === undefined ? {} : { stack }), ...(words.includes("--deep") ? { deep: true } : {}) } }));
    },
    mention: async (who, channel, text, thread) => ({ id: fake.say(people[who], thread ?? channel, `<@${bot}> ${text}`).id }),
    async type(who, channel, text, twice, thread) {
      const message = fake.say(people[who], thread ?? channel, text);
      if (twice !== undefined) fake.gateway.dispatch("MESSAGE_CREATE", { ...messageOf(fake.world, message), guild_id: fake.guild, member: memberOf(fake.world, people[who]) });
      return { id: message.id };
    },
    async typeAsBot(channel, text) {
      fake.say(robot, channel, text);
      fake.say(people.ana, channel, text, { webhook: true });
    },
    press: (who, message, label) => acknowledged(fake.press(people[who], fake.world.messages.get(message.id)!, label)),
    pressPrivate: (who, label) => acknowledged(fake.press(people[who], whispered(who).findLast((message) => buttonsOf(message.body).includes(label))!, label)),
    pick: (who, _channel, message) => acknowledged(fake.menu(people[who], fake.world.messages.get(message)!, menuName)),
    window(who) {
      const modal = windowOf(who)?.modal;
      if (modal === undefined) return undefined;
      const fields = (modal.components as Field[]).flatMap((row) => (row.component?.custom_id === undefined ? [] : [row.component.custom_id]));
      return { text: [...JSON.stringify(modal.components).matchAll(/"(?:label|content|description|value)":("(?:[^"\\]|\\.)*")/gu)].map((match) => JSON.parse(match[1] ?? '""') as string).join("\n"), fields };
    },
    async submit(who, values) {
      const opened = windowOf(who);
      if (opened === undefined) throw new Error(`${who} has no window open`);
      // As the app sends what it prefilled.
      const given = Object.fromEntries(((opened.modal?.components ?? []) as Field[]).flatMap(({ component }) => {
        const first = component?.value ?? component?.options?.find((option) => option.default === true)?.value;
        return component?.custom_id === undefined || first === undefined ? [] : [[component.custom_id, first]];
      }));
      sent.add(opened.id);
      return { ...(await acknowledged(fake.submit(people[who], opened, { ...given, ...values }))), problems: [] };
    },
    messages: (channel) => [...fake.world.messages.values()].filter((message) => message.author === bot && message.onlyFor === undefined && message.deleted !== true && !empty(message)).filter(within(channel)).map(seenOf),
    interactionTokens: () => [...fake.world.interactions.values()].map(({ token }) => token),
    thinking: () => [...fake.world.messages.values()].filter((message) => message.author === bot && message.deleted !== true && empty(message)).length,
    whispers: (who) => whispered(who).map((message) => ({ text: readable(message.body), buttons: buttonsOf(message.body) })),
    close: () => fake.close(),
  };
}
