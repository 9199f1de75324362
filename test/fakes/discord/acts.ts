import { randomBytes } from "node:crypto";
import { type Gateway, messageContent } from "./gateway.ts";
import type { Upload } from "./limits.ts";
import { storeMessage } from "./rest.ts";
import { channelOf, type Interaction, memberOf, messageOf, permissionsOf, type Person, snowflake, type StoredMessage, userOf, type World } from "./world.ts";

/** What people do in the pretended Discord, as their app would send it to the bot. */
export interface Acts {
  /** A slash command of the bot; refused here when no such command is registered, as the app would. */
  slash(person: Person, channel: string, line: { name?: string; sub: string; options?: Record<string, string | boolean> }): Interaction;
  /** Types into an option that offers suggestions. */
  complete(person: Person, channel: string, line: { sub: string; option: string; typed: string; others?: Record<string, string> }): Interaction;
  /** Uses a context menu command on a message. */
  menu(person: Person, message: StoredMessage, name: string): Interaction;
  /** Presses the button with this label. */
  press(person: Person, message: StoredMessage, label: string): Interaction;
  /** Fills the modal that an interaction opened. */
  submit(person: Person, opened: Interaction, values: Record<string, string>): Interaction;
  say(person: Person, channel: string, text: string, more?: { mentions?: string[]; reply?: string; forwarded?: string; webhook?: boolean; files?: { name: string; text: string }[] }): StoredMessage;
  /** Changes the text of a message. */
  edit(message: StoredMessage, text: string): void;
  /** Opens a private conversation with the bot and gives its channel. */
  direct(person: Person): string;
}

const guildMessages = 1 << 9;
const directMessages = 1 << 12;

export function openActs(world: World, gateway: Gateway): Acts {
  const begin = (person: Person, channelId: string, type: number, data: unknown, more: Record<string, unknown> = {}, source?: string): Interaction => {
    const channel = world.channels.get(channelId);
    if (channel === undefined) throw new Error(`no channel ${channelId}`);
    const interaction: Interaction = { id: snowflake(), token: randomBytes(40).toString("base64url"), type, channel: channelId, person: person.id, createdAt: Date.now(), followUps: [], ...(source === undefined ? {} : { source }) };
    world.interactions.set(interaction.id, interaction);
    const guild = channel.type === 1 ? {} : { guild_id: world.guild, guild: { id: world.guild, locale: "en-US", features: [] }, member: { ...memberOf(world, person), user: userOf(person), permissions: "1071698660929" }, guild_locale: "en-US" };
    gateway.dispatch("INTERACTION_CREATE", {
      id: interaction.id, application_id: world.application, type, token: interaction.token, version: 1, channel_id: channelId, channel: { ...channelOf(world, channel), permissions: "1071698660929" }, app_permissions: permissionsOf(channel), locale: "en-US",
      entitlements: [], authorizing_integration_owners: channel.type === 1 ? { "1": person.id } : { "0": world.guild }, context: channel.type === 1 ? 1 : 0, attachment_size_limit: 10_485_760, data,
      ...guild, ...(channel.type === 1 ? { user: userOf(person) } : {}), ...more,
    });
    return interaction;
  };
  const command = (type: number, name: string): World["commands"][number] => {
    const found = world.commands.find((one) => one.type === type && one.name === name);
    if (found === undefined) throw new Error(`the bot has registered no command "${name}" of type ${type}; it has: ${world.commands.map((one) => `${one.name} (${one.type})`).join(", ")}`);
    return found;
  };
  interface Declared { name: string; type: number; required?: boolean; autocomplete?: boolean; choices?: { value: string }[]; options?: Declared[]; max_length?: number }
  const subOf = (name: string, sub: string): Declared => {
    const declared = ((command(1, name).body["options"] ?? []) as Declared[]).find((one) => one.name === sub);
    if (declared === undefined) throw new Error(`/${name} has no sub-command ${sub}`);
    return declared;
  };
  const optionsOf = (declared: Declared, given: Record<string, string | boolean>, focused?: string): unknown[] => Object.entries(given).map(([name, value]) => {
    const option = (declared.options ?? []).find((one) => one.name === name);
    if (option === undefined) throw new Error(`${declared.name} has no option ${name}`);
    if (option.choices !== undefined && option.choices.length > 0 && !option.choices.some((choice) => choice.value === value)) throw new Error(`${name} offers no "${String(value)}"`);
    if (typeof value === "string" && option.max_length !== undefined && value.length > option.max_length) throw new Error(`${name} takes ${option.max_length} characters`);
    return { name, type: option.type, value, ...(focused === name ? { focused: true } : {}) };
  });
  const say: Acts["say"] = (person, channelId, text, more = {}) => {
    const channel = world.channels.get(channelId);
    if (channel === undefined) throw new Error(`no channel ${channelId}`);
    const files: Upload[] = (more.files ?? []).map((file, place) => ({ field: `files[${place}]`, name: file.name, bytes: Buffer.from(file.text) }));
    const message = storeMessage(world, channelId, person.id, { content: text, ...(more.reply === undefined ? {} : { message_reference: { message_id: more.reply } }) }, files, { mentions: [...text.matchAll(/<@!?(\d+)>/gu)].map((match) => match[1] ?? "") });
    announce(person, message, "MESSAGE_CREATE", more);
    return message;
  };
  const announce = (person: Person, message: StoredMessage, event: string, more: { forwarded?: string; webhook?: boolean } = {}): void => {
    const channel = world.channels.get(message.channel);
    const isDirect = channel?.type === 1;
    const mentioned = message.mentions.includes(world.bot.id) || (message.reference !== undefined && world.messages.get(message.reference)?.author === world.bot.id);
    const hidden = !isDirect && !mentioned && (gateway.intents & messageContent) === 0;
    const forwarded = more.forwarded === undefined ? {} : { message_reference: { type: 1, channel_id: message.channel, message_id: snowflake() }, message_snapshots: hidden ? [] : [{ message: { content: more.forwarded, embeds: [], attachments: [], mentions: [], mention_roles: [], type: 0, flags: 0, timestamp: new Date().toISOString(), edited_timestamp: null, components: [] } }] };
    gateway.dispatch(event, { ...messageOf(world, message, hidden ? "content-hidden" : "api"), ...forwarded, ...(more.webhook === true ? { webhook_id: snowflake() } : {}), ...(isDirect ? { channel_type: 1 } : { guild_id: world.guild, member: memberOf(world, person) }) }, isDirect ? directMessages : guildMessages);
  };
  return {
    slash(person, channel, line) {
      const name = line.name ?? "duo";
      const declared = subOf(name, line.sub);
      for (const option of declared.options ?? []) if (option.required === true && line.options?.[option.name] === undefined) throw new Error(`${option.name} is required`);
      return begin(person, channel, 2, { id: command(1, name).id, name, type: 1, guild_id: world.guild, options: [{ type: 1, name: line.sub, options: optionsOf(declared, line.options ?? {}) }] });
    },
    complete(person, channel, line) {
      const declared = subOf("duo", line.sub);
      if (!(declared.options ?? []).some((option) => option.name === line.option && option.autocomplete === true)) throw new Error(`${line.option} offers no suggestions`);
      return begin(person, channel, 4, { id: command(1, "duo").id, name: "duo", type: 1, options: [{ type: 1, name: line.sub, options: optionsOf(declared, { ...line.others, [line.option]: line.typed }, line.option) }] });
    },
    menu(person, message, name) {
      return begin(person, message.channel, 2, { id: command(3, name).id, name, type: 3, target_id: message.id, resolved: { messages: { [message.id]: messageOf(world, message) } } });
    },
    press(person, message, label) {
      interface Part { label?: string; custom_id?: string; disabled?: boolean; components?: Part[] }
      const buttons = ((message.body.components ?? []) as Part[]).flatMap((row) => row.components ?? []);
      const button = buttons.find((one) => one.label === label);
      if (button?.custom_id === undefined || button.disabled === true) throw new Error(`no button "${label}" to press; there are: ${buttons.map((one) => one.label).join(", ")}`);
      return begin(person, message.channel, 3, { custom_id: button.custom_id, component_type: 2 }, { message: messageOf(world, message) }, message.id);
    },
    submit(person, opened, values) {
      if (opened.modal === undefined) throw new Error("this interaction opened no modal");
      interface Field { type: number; label?: string; custom_id?: string; required?: boolean; min_length?: number; max_length?: number; component?: Field; components?: Field[] }
      const components = (opened.modal.components as Field[]).map((row) => {
        const field = row.component ?? row.components?.[0];
        if (field?.custom_id === undefined) return { type: row.type };
        const value = values[field.custom_id] ?? "";
        if (field.required !== false && value === "") throw new Error(`${field.custom_id} is required`);
        if (value.length > (field.max_length ?? 4000)) throw new Error(`${field.custom_id} takes ${field.max_length ?? 4000} characters`);
        const filled = { type: field.type, custom_id: field.custom_id, id: 2, ...(field.type === 3 ? { values: [value] } : { value }) };
        return row.component === undefined ? { type: 1, id: 1, components: [filled] } : { type: row.type, id: 1, component: filled };
      });
      const source = opened.source === undefined ? undefined : world.messages.get(opened.source);
      return begin(person, opened.channel, 5, { custom_id: opened.modal.custom_id, components }, source === undefined ? {} : { message: messageOf(world, source) }, source?.id);
    },
    say,
    edit(message, text) {
      message.body = { ...message.body, content: text };
      message.editedAt = Date.now();
      const person = world.people.get(message.author);
      if (person !== undefined) announce(person, message, "MESSAGE_UPDATE");
    },
    direct(person) {
      const found = [...world.channels.values()].find((one) => one.type === 1 && one.recipients?.includes(person.id) === true);
      if (found !== undefined) return found.id;
      const id = snowflake();
      world.channels.set(id, { id, type: 1, name: "", recipients: [person.id], may: { view: true, send: true, threads: false, history: true } });
      return id;
    },
  };
}
