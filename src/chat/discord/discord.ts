import { type AutocompleteInteraction, type ButtonInteraction, type ChatInputCommandInteraction, Events, type Message as DiscordMessage, type MessageContextMenuCommandInteraction, type ModalSubmitInteraction, Routes } from "discord.js";
import type { ChannelRule, ChatAdapter, ChatHealth, Ears, Kept, Voice } from "../../core/chat.ts";
import { formAction, opensForm } from "../../core/form.ts";
import type { Conversation } from "../../core/queue.ts";
import type { Reply } from "../../core/reply.ts";
import type { Secret } from "../../core/secret.ts";
import { applicationCommands, type Verb } from "./commands.ts";
import { type Connection, openConnection } from "./connection.ts";
import { readModal } from "./forms.ts";
import { limits } from "./limits.ts";
import { openMouth, type Pace } from "./mouth.ts";
import { openOutbound, requestOf } from "./outbound.ts";
import { readPress } from "./press.ts";
import { registerCommands } from "./register.ts";
import { renderReply } from "./render.ts";
import { answerPlace, commandOf, personAgain, personOf, placeOf, readMessage } from "./said.ts";
import { openTokens, type Right, type Tokens } from "./tokens.ts";
import { voiceFor, voiceForWindow } from "./voice.ts";

/** What may be typed into an option, for autocomplete. */
export interface Suggestion {
  value: string;
  /** What is shown for it; the value itself unless told. */
  label?: string;
}

export interface DiscordOptions {
  token: Secret;
  /** `DISCORD_API_URL`. */
  apiUrl?: string;
  /** Registers the commands in this guild only; globally without one. */
  guildId?: string;
  channels: Readonly<Record<string, ChannelRule>>;
  /** The command table. */
  verbs: readonly Verb[];
  /** Values for an option (`stack`, `code`, `check`, `feature-or-hop`); at once, from memory. */
  suggest(option: string): readonly Suggestion[];
  pace?: Pace;
  now?(): number;
}

/** Discord as a chat of the house. */
export function openDiscord(options: DiscordOptions): ChatAdapter {
  const now = options.now ?? Date.now;
  const listens = (place: Conversation): boolean => options.channels[place.thread ?? ""]?.passive ?? options.channels[place.channel]?.passive ?? false;
  let ears: Ears | undefined;
  let registered: string | undefined;
  let stopped: number | undefined;
  const connection: Connection = openConnection({
    token: options.token, readsContent: Object.values(options.channels).some((rule) => rule.passive), now,
    ...(options.apiUrl === undefined ? {} : { apiUrl: options.apiUrl }),
    onHealth: (health) => { if (health.problem !== undefined) ears?.trouble(`Discord: ${health.problem}`); },
  });
  const { client } = connection;
  
  const tokens = openTokens(connection.quick, now);
  const mouth = openMouth(openOutbound(client.rest, () => client.user?.id), tokens, options.pace);

  /** Runs a handler whose failure must neither end the process nor stay unknown. */
  const guard = (work: Promise<void>): void => void work.catch((error: unknown) => ears?.trouble(`Discord: an event was not worked through: ${String((error as Error).message).slice(0, 300)}`));

  client.on(Events.InteractionCreate, (interaction) => {
    // The time of arrival, not the one in the id: the clocks of Discord and of this machine may differ.
    const right: Right = { id: interaction.id, application: interaction.applicationId, token: interaction.token, at: now() };
    if (interaction.isAutocomplete()) guard(complete(interaction, right, tokens, options));
    else if (interaction.isChatInputCommand()) {
      const quiet = isQuiet(interaction.options.getSubcommand(false), options.verbs);
      const acknowledging = tokens.acknowledge(right, quiet ? "asker" : "everyone");
      // Discord does not bring a command again: it is kept in the same breath.
      const kept = commandOf(interaction, options.verbs);
      guard(onCommand(interaction, kept, right, quiet, acknowledging, ears?.keep?.(kept)));
    } else if (interaction.isMessageContextMenuCommand()) guard(onMenu(interaction, right, tokens.acknowledge(right, "asker")));
    // A window must be the first answer to a press: nothing else may be said before it.
    else if (interaction.isButton() && opensForm(readPress(interaction.customId)?.id ?? "")) guard(onWindow(interaction, right));
    else if (interaction.isModalSubmit()) guard(onSubmit(interaction, right, tokens.acknowledge(right, "asker")));
    else if (interaction.isButton()) guard(onPress(interaction, right, tokens.acknowledge(right, "press")));
  });
  client.on(Events.MessageCreate, (message) => guard(onMessage(message)));

  const onCommand = async (interaction: ChatInputCommandInteraction, kept: Kept, right: Right, quiet: boolean, acknowledging: ReturnType<Tokens["acknowledge"]>, keeping: Promise<void> | undefined): Promise<void> => {
    const acknowledged = await acknowledging;
    if (ears === undefined || acknowledged.kind === "taken" || !(await ears.first(kept.id))) return;
    await keeping;
    const { conversation, text } = kept;
    const promise = voiceFor({ right, mouth, tokens, conversation, late: acknowledged.kind === "late", direct: (reply) => whisperDirectly(interaction.user.id, reply), quiet, ...(acknowledged.kind === "ok" && acknowledged.message !== undefined ? { promised: acknowledged.message } : {}) });
    await ears.hear({ text, person: personOf(interaction), conversation, how: kept.how, kept: kept.id }, promise.voice);
    await promise.settle();
  };

  /** A command that an earlier process acknowledged and never answered. Its interaction went with that process: what is for its person alone comes to them directly. */
  const again = async (kept: Kept): Promise<void> => {
    const person = await personAgain(client, kept);
    await ears?.hear({ text: kept.text, person, conversation: kept.conversation, how: kept.how, kept: kept.id }, { whisper: (reply) => whisperDirectly(kept.user, reply) });
  };

  const onMenu = async (interaction: MessageContextMenuCommandInteraction, right: Right, acknowledging: ReturnType<Tokens["acknowledge"]>): Promise<void> => {
    const acknowledged = await acknowledging;
    if (ears === undefined || acknowledged.kind === "taken" || !(await ears.first(`discord-${interaction.id}`))) return;
    const target = interaction.targetMessage;
    const place = placeOf(interaction);
    const inThread = place.thread !== undefined || interaction.guildId === null;
    const conversation = { ...place, message: target.id, ...(inThread ? {} : { thread: target.id }) };
    const text = [target.content, ...target.embeds.map((embed) => embed.description ?? "")].filter((one) => one !== "").join("\n").replace(/^```[a-z]*\n?|```$/gimu, "");
    const promise = voiceFor({ right, mouth, tokens, conversation, late: acknowledged.kind === "late", direct: (reply) => whisperDirectly(interaction.user.id, reply), quiet: true, closing: inThread ? "The answer stands below that message." : "The answer stands in the thread of that message.", ...(acknowledged.kind === "ok" && acknowledged.message !== undefined ? { promised: acknowledged.message } : {}) });
    await ears.hear({ text, person: personOf(interaction), conversation, how: "picked" }, promise.voice);
    await promise.settle();
  };

  const onPress = async (interaction: ButtonInteraction, right: Right, acknowledging: ReturnType<Tokens["acknowledge"]>): Promise<void> => {
    const acknowledged = await acknowledging;
    const pressed = readPress(interaction.customId);
    if (ears === undefined || acknowledged.kind === "taken" || pressed === undefined || !(await ears.first(`discord-${interaction.id}`))) return;
    const conversation = sourceOf(interaction);
    const voice: Voice = { whisper: (reply) => (acknowledged.kind === "late" || !tokens.fresh(right) ? whisperDirectly(interaction.user.id, reply) : tokens.whisper(right, renderReply(reply))) };
    await ears.press({ action: pressed.id, value: pressed.value, person: personOf(interaction), conversation }, voice);
  };

  const onWindow = async (interaction: ButtonInteraction, right: Right): Promise<void> => {
    const pressed = readPress(interaction.customId);
    const { voice, settle } = voiceForWindow({ right, tokens, place: interaction.channelId, direct: (reply) => whisperDirectly(interaction.user.id, reply) });
    if (ears !== undefined && pressed !== undefined && (await ears.first(`discord-${interaction.id}`))) await ears.press({ action: pressed.id, value: pressed.value, person: personOf(interaction), conversation: sourceOf(interaction) }, voice);
    await settle();
  };

  const onSubmit = async (interaction: ModalSubmitInteraction, right: Right, acknowledging: ReturnType<Tokens["acknowledge"]>): Promise<void> => {
    const acknowledged = await acknowledging;
    const submitted = readModal(interaction);
    if (ears === undefined || submitted === undefined || acknowledged.kind === "taken" || !(await ears.first(`discord-${interaction.id}`))) return;
    const conversation = sourceOf(interaction);
    const promise = voiceFor({ right, mouth, tokens, conversation, late: acknowledged.kind === "late", direct: (reply) => whisperDirectly(interaction.user.id, reply), quiet: true, ...(acknowledged.kind === "ok" && acknowledged.message !== undefined ? { promised: acknowledged.message } : {}) });
    const problems = Object.values(ears.problems(submitted));
    // Discord shows nothing beside a field of a window that was sent off: it has to be opened once more.
    if (problems.length > 0) await promise.voice.whisper({ slot: "problems", audience: "asker", blocks: [{ kind: "headline", mark: "unknown", text: problems.join(" · ") }], actions: [{ id: formAction(submitted.form), label: "Fill in again…", value: submitted.value }] });
    else await ears.submit({ ...submitted, person: personOf(interaction), conversation }, promise.voice);
    await promise.settle();
  };

  const onMessage = async (message: DiscordMessage): Promise<void> => {
    const self = client.user?.id;
    if (self === undefined || ears === undefined) return;
    const said = readMessage(message, self, listens(placeOf(message)));
    if (said === undefined || !(await ears.first(`discord-${message.id}`))) return;
    const conversation = answerPlace(message);
    const direct = message.guildId === null;
    const kept: Kept = { id: `discord-${message.id}`, user: message.author.id, ...(message.guildId === null ? {} : { team: message.guildId }), conversation, ...said };
    // What names the bot is owed an answer, whatever becomes of this process.
    if (said.how === "addressed") await ears.keep?.(kept);
    await ears.hear({ text: said.text, person: personOf(message), conversation, how: said.how, ...(said.how === "addressed" ? { kept: kept.id } : {}) }, {
      whisper: (reply) => (direct ? answerDirectly(message.channelId, message.id, reply) : whisperDirectly(message.author.id, reply)),
    });
  };

  const answerDirectly = async (channel: string, message: string, reply: Reply): Promise<void> => {
    const posted = await mouth.post({ run: `whisper-${message}`, slot: reply.slot, conversation: { platform: "discord", channel }, reply, uncertain: false });
    if (posted.kind !== "posted") throw new Error(posted.reason);
  };
  /** Messages know no whisper: what is for one person goes to their private conversation with the bot. */
  const whisperDirectly = async (person: string, reply: Reply): Promise<void> => {
    const channel = (await client.rest.post(Routes.userChannels(), { body: { recipient_id: person } })) as { id: string };
    await client.rest.post(Routes.channelMessages(channel.id), requestOf(renderReply(reply)));
  };

  const register = async (): Promise<void> => {
    const application = client.application?.id;
    if (application === undefined) return;
    try {
      await registerCommands(client.rest, application, options.guildId, applicationCommands(options.verbs));
      registered = undefined;
    } catch (error) {
      registered = `the commands could not be registered (${String((error as Error).message).split("\n")[0]?.slice(0, 200) ?? ""}): invite the bot with the scope applications.commands${options.guildId === undefined ? "" : ", and look whether chat.discord.guild_id is right"}`;
      ears?.trouble(`Discord: ${registered}`);
    }
  };

  return {
    platform: "discord",
    brief: true,
    async start(hearing) {
      ears = hearing;
      const health = await connection.open();
      if (health.state === "refused") throw new Error(health.problem ?? "Discord refuses the connection");
      if (health.state === "ready") await register();
      else client.once(Events.ClientReady, () => guard(register()));
    },
    post: (request) => mouth.post(request),
    again,
    // Roles may name people of other platforms.
    nameOf: async (person) => (/^\d{16,20}$/u.test(person) ? (await client.users.fetch(person)).displayName : undefined),
    health(): ChatHealth {
      const { state, since, problem } = connection.health();
      const problems = [problem, registered].filter((one) => one !== undefined);
      if (stopped !== undefined) return { platform: "discord", state: "stopped", since: stopped, problems };
      return { platform: "discord", state: state === "ready" ? "connected" : state === "connecting" ? "starting" : state === "refused" ? "stopped" : "disconnected", since, problems };
    },
    async close() {
      stopped = now();
      mouth.close();
      await connection.close();
    },
  };
}

/** Where a press or window came from. Nobody else sees a whisper, so nothing can answer to it. */
function sourceOf(interaction: ButtonInteraction | ModalSubmitInteraction): Conversation {
  const { message } = interaction;
  return { ...placeOf(interaction), ...(message === null || message.flags.has("Ephemeral") ? {} : { message: message.id }) };
}

const isQuiet = (sub: string | null, verbs: readonly Verb[]): boolean => sub !== null && verbs.find((verb) => verb.name === sub)?.quiet === true;

async function complete(interaction: AutocompleteInteraction, right: Right, tokens: Tokens, options: DiscordOptions): Promise<void> {
  const focused = interaction.options.getFocused(true);
  const typed = focused.value.trim().toLowerCase();
  const all = options.suggest(focused.name).map((one) => ({ name: (one.label ?? one.value).slice(0, limits.choiceText), value: one.value.slice(0, limits.choiceText) }));
  const starts = all.filter((one) => one.value.toLowerCase().startsWith(typed));
  const holds = all.filter((one) => !starts.includes(one) && one.name.toLowerCase().includes(typed));
  await tokens.choices(right, [...starts, ...holds].slice(0, limits.choices));
}
