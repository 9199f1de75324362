import { type AutocompleteInteraction, type ButtonInteraction, type ChatInputCommandInteraction, Events, type Message as DiscordMessage, type MessageContextMenuCommandInteraction, type ModalSubmitInteraction, Routes } from "discord.js";
import type { ChannelRule, ChatAdapter, ChatHealth, ChatListener, Kept, Person, Responder } from "../../core/chat.ts";
import { formAction, opensForm, type Submitted } from "../../core/form.ts";
import type { Conversation } from "../../core/queue.ts";
import type { Reply } from "../../core/reply.ts";
import type { Secret } from "../../core/secret.ts";
import { applicationCommands, type Verb } from "./commands.ts";
import { type Connection, openConnection } from "./connection.ts";
import { menuOf, pressOf, sourceOf, submitOf } from "./acted.ts";
import { limits } from "./limits.ts";
import { openPoster, type Pace } from "./poster.ts";
import { openOutbound, requestOf } from "./outbound.ts";
import { readPress } from "./press.ts";
import { registerCommands } from "./register.ts";
import { renderReply } from "./render.ts";
import { answerPlace, commandOf, personAgain, personOf, placeOf, readMessage } from "./said.ts";
import { type How, openRights } from "./rights.ts";
import { openTokens, type Right, type Tokens } from "./tokens.ts";
import { responderFor, responderForWindow } from "./responder.ts";

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

type Acknowledging = ReturnType<Tokens["acknowledge"]>;
type Acting = ChatInputCommandInteraction | MessageContextMenuCommandInteraction | ModalSubmitInteraction;

/** Discord as a chat adapter. */
export function openDiscord(options: DiscordOptions): ChatAdapter {
  const now = options.now ?? Date.now;
  const listens = (place: Conversation): boolean => options.channels[place.thread ?? ""]?.passive ?? options.channels[place.channel]?.passive ?? false;
  let listener: ChatListener | undefined;
  let registered: string | undefined;
  let stopped: number | undefined;
  const connection: Connection = openConnection({
    token: options.token, readsContent: Object.values(options.channels).some((rule) => rule.passive), now,
    ...(options.apiUrl === undefined ? {} : { apiUrl: options.apiUrl }),
    onHealth: (health) => { if (health.problem !== undefined) listener?.trouble(`Discord: ${health.problem}`); },
  });
  const { client } = connection;
  
  const tokens = openTokens(connection.quick, now);
  const rights = openRights(options.token);
  const poster = openPoster(openOutbound(client.rest, () => client.user?.id), tokens, options.pace);

  /** Runs a handler whose failure must neither end the process nor stay unknown. */
  const guard = (work: Promise<void>): void => void work.catch((error: unknown) => listener?.trouble(`Discord: an event was not worked through: ${String((error as Error).message).slice(0, 300)}`));

  client.on(Events.InteractionCreate, (interaction) => {
    // The time of arrival, not the one in the id: the clocks of Discord and of this machine may differ.
    const right: Right = { id: interaction.id, application: interaction.applicationId, token: interaction.token, at: now() };
    if (interaction.isAutocomplete()) guard(complete(interaction, right, tokens, options));
    else if (interaction.isChatInputCommand()) {
      const quiet = isQuiet(interaction.options.getSubcommand(false), options.verbs);
      guard(owe(interaction, commandOf(interaction, options.verbs), right, tokens.acknowledge(right, quiet ? "asker" : "everyone"), { quiet }));
    } else if (interaction.isMessageContextMenuCommand()) {
      const kept = menuOf(interaction);
      const inThread = kept.conversation.thread !== interaction.targetMessage.id;
      guard(owe(interaction, kept, right, tokens.acknowledge(right, "asker"), { quiet: true, closing: inThread ? "The answer stands below that message." : "The answer stands in the thread of that message." }));
    }
    // A window must be the first answer to a press: nothing else may be said before it, and a person who sees none presses again.
    else if (interaction.isButton() && opensForm(readPress(interaction.customId)?.id ?? "")) guard(onWindow(interaction, right));
    else if (interaction.isModalSubmit()) {
      const kept = submitOf(interaction);
      const acknowledging = tokens.acknowledge(right, "asker");
      if (kept !== undefined) guard(onSubmit(interaction, kept, right, acknowledging));
    } else if (interaction.isButton()) {
      const kept = pressOf(interaction);
      const acknowledging = tokens.acknowledge(right, "press");
      if (kept !== undefined) guard(onPress(interaction, kept, right, acknowledging));
    }
  });
  client.on(Events.MessageCreate, (message) => guard(onMessage(message)));

  /** What was acknowledged, once: Discord does not bring it again, so it is kept in the same breath. Undefined: another process has it. */
  const begin = async (kept: Kept, right: Right, acknowledging: Acknowledging, how: How): Promise<{ listener: ChatListener; acknowledged: Exclude<Awaited<Acknowledging>, { kind: "taken" }> } | undefined> => {
    const heard = listener;
    void heard?.keep?.({ ...kept, sealed: rights.seal(kept.id, right, how) });
    const acknowledged = await acknowledging;
    if (heard === undefined) return undefined;
    if (acknowledged.kind !== "taken" && (await heard.first(kept.id))) return { listener: heard, acknowledged };
    await heard.drop?.(kept.id, false);
    return undefined;
  };

  /** Hears, or takes, what a person did, with the message that the acknowledgement promised them. */
  const owe = async (interaction: Acting, kept: Kept, right: Right, acknowledging: Acknowledging, how: How): Promise<void> => {
    const begun = await begin(kept, right, acknowledging, how);
    if (begun === undefined) return;
    const { acknowledged } = begun;
    const promise = responderFor({ right, poster, tokens, conversation: kept.conversation, late: acknowledged.kind === "late", direct: (reply) => whisperDirectly(interaction.user.id, reply), ...how, ...(acknowledged.kind === "ok" && acknowledged.message !== undefined ? { promised: acknowledged.message } : {}) });
    await answer(begun.listener, kept, personOf(interaction), promise.responder);
    await promise.settle();
  };

  const answer = (hearing: ChatListener, kept: Kept, person: Person, responder: Responder): Promise<void> => {
    const about = { person, conversation: kept.conversation, kept: kept.id };
    if ("pressed" in kept) return hearing.press({ ...kept.pressed, ...about }, responder);
    if ("sent" in kept) return hearing.submit({ ...kept.sent, ...about }, responder);
    return hearing.hear({ text: kept.text, how: kept.how, ...about }, responder);
  };

  /** The responder of an interaction that an earlier process acknowledged, as long as Discord takes its token; after that what is for its person alone comes to them directly. */
  const responderAgain = async (kept: Kept): Promise<{ responder: Responder; settle(): Promise<void> }> => {
    const direct = (reply: Reply): Promise<void> => whisperDirectly(kept.user, reply);
    const plain = { responder: { whisper: direct }, settle: async () => undefined };
    const held = kept.sealed === undefined ? undefined : rights.open(kept.id, kept.sealed);
    if (held === undefined || !tokens.fresh(held.right)) return plain;
    const { right, how } = held;
    // A press was promised nothing: what Discord calls its original is the message with the button.
    if ("pressed" in kept) return { ...plain, responder: { whisper: (reply) => tokens.whisper(right, renderReply(reply)).catch(() => direct(reply)) } };
    const found = await tokens.promised(right);
    return found === undefined ? plain : responderFor({ right, poster, tokens, conversation: kept.conversation, promised: found.message, late: false, direct, again: true, ...how });
  };

  /** What an earlier process acknowledged and never answered. */
  const again = async (kept: Kept): Promise<void> => {
    if (listener === undefined) return;
    const [person, { responder, settle }] = await Promise.all([personAgain(client, kept), responderAgain(kept)]);
    if (person !== undefined) {
      await answer(listener, kept, person, responder);
      return settle();
    }
    // Without their roles they might be refused what they may do: that is no answer.
    await responder.whisper({ slot: "refused", audience: "asker", blocks: [{ kind: "headline", mark: "unknown", text: "duo-triage was restarted before it answered you, and Discord does not tell it now which roles you have. Ask again." }] })
      .catch((error: unknown) => listener?.trouble(`Discord: somebody could not be told that their question was not answered: ${String((error as Error).message).slice(0, 200)}`));
    await settle();
    await listener.drop?.(kept.id, true);
  };

  const onPress = async (interaction: ButtonInteraction, kept: Kept, right: Right, acknowledging: Acknowledging): Promise<void> => {
    const begun = await begin(kept, right, acknowledging, { quiet: true });
    if (begun === undefined) return;
    await answer(begun.listener, kept, personOf(interaction), { whisper: (reply) => (begun.acknowledged.kind === "late" || !tokens.fresh(right) ? whisperDirectly(interaction.user.id, reply) : tokens.whisper(right, renderReply(reply))) });
  };

  const onWindow = async (interaction: ButtonInteraction, right: Right): Promise<void> => {
    const pressed = readPress(interaction.customId);
    const { responder, settle } = responderForWindow({ right, tokens, place: interaction.channelId, direct: (reply) => whisperDirectly(interaction.user.id, reply) });
    if (listener !== undefined && pressed !== undefined && (await listener.first(`discord-${interaction.id}`))) await listener.press({ action: pressed.id, value: pressed.value, person: personOf(interaction), conversation: sourceOf(interaction) }, responder);
    await settle();
  };

  const onSubmit = async (interaction: ModalSubmitInteraction, kept: Kept & { sent: Submitted }, right: Right, acknowledging: Acknowledging): Promise<void> => {
    const problems = Object.values(listener?.problems(kept.sent) ?? {});
    if (problems.length === 0) return owe(interaction, kept, right, acknowledging, { quiet: true });
    // Discord shows nothing beside a field of a window that was sent off: it has to be opened once more.
    const acknowledged = await acknowledging;
    if (acknowledged.kind === "taken" || !(await listener?.first(kept.id))) return;
    const promise = responderFor({ right, poster, tokens, conversation: kept.conversation, late: acknowledged.kind === "late", direct: (reply) => whisperDirectly(interaction.user.id, reply), quiet: true });
    await promise.responder.whisper({ slot: "problems", audience: "asker", blocks: [{ kind: "headline", mark: "unknown", text: problems.join(" · ") }], actions: [{ id: formAction(kept.sent.form), label: "Fill in again…", value: kept.sent.value }] });
    await promise.settle();
  };

  const onMessage = async (message: DiscordMessage): Promise<void> => {
    const self = client.user?.id;
    if (self === undefined || listener === undefined) return;
    const said = readMessage(message, self, listens(placeOf(message)));
    if (said === undefined || !(await listener.first(`discord-${message.id}`))) return;
    const conversation = answerPlace(message);
    const direct = message.guildId === null;
    const kept: Kept = { id: `discord-${message.id}`, user: message.author.id, ...(message.guildId === null ? {} : { team: message.guildId }), conversation, ...said };
    // What names the bot is owed an answer, whatever becomes of this process.
    if (said.how === "addressed") void listener.keep?.(kept);
    await listener.hear({ text: said.text, person: personOf(message), conversation, how: said.how, ...(said.how === "addressed" ? { kept: kept.id } : {}) }, {
      whisper: (reply) => (direct ? answerDirectly(message.channelId, message.id, reply) : whisperDirectly(message.author.id, reply)),
    });
  };

  const answerDirectly = async (channel: string, message: string, reply: Reply): Promise<void> => {
    const posted = await poster.post({ run: `whisper-${message}`, slot: reply.slot, conversation: { platform: "discord", channel }, reply, uncertain: false });
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
      listener?.trouble(`Discord: ${registered}`);
    }
  };

  return {
    platform: "discord",
    brief: true,
    async start(hearing) {
      listener = hearing;
      const health = await connection.open();
      if (health.state === "refused") throw new Error(health.problem ?? "Discord refuses the connection");
      if (health.state === "ready") await register();
      else client.once(Events.ClientReady, () => guard(register()));
    },
    post: (request) => poster.post(request),
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
      poster.close();
      await connection.close();
    },
  };
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
