import type { ChatAdapter, ChatListener, Heard, PostRequest, Press, Sent, Responder } from "../../../src/core/chat.ts";
import { type DiscordOptions, openDiscord } from "../../../src/chat/discord/discord.ts";
import { table } from "../../../src/commands/table.ts";
import type { Block, Reply } from "../../../src/core/reply.ts";
import { Secret } from "../../../src/core/secret.ts";
import { type FakeDiscord, type FakeOptions, openFakeDiscord } from "../../fakes/discord/fake.ts";

/** A small house behind the listener: what it hears is kept, what it does is told by the test. */
export interface House {
  heard: Heard[];
  pressed: Press[];
  sent: Sent[];
  troubles: string[];
  ids: Set<string>;
  dropped: [string, boolean][];
  onHear: (heard: Heard, responder: Responder) => Promise<void>;
  onPress: (press: Press, responder: Responder) => Promise<void>;
}

export interface Scene {
  fake: FakeDiscord;
  house: House;
  chat: ChatAdapter;
  /** Another process of the bot, with a memory of its own. */
  another(): Promise<ChatAdapter>;
  close(): Promise<void>;
}

export const note = (text: string, slot = "verdict"): Reply => ({ slot, audience: "everyone", blocks: [{ kind: "note", text }] });
export const saying = (slot: string, ...blocks: Block[]): Reply => ({ slot, audience: "everyone", blocks });
export const verdict = (text: string): Reply => ({ slot: "verdict", audience: "everyone", blocks: [{ kind: "headline", mark: "fail", text }, { kind: "fact", label: "Cause", text: "the model's certificate has expired (DT335)" }], actions: [{ id: "why", label: "Show evidence", value: "r-1" }] });
export const request = (heard: Heard, run: string, reply: Reply, more: Partial<PostRequest> = {}): PostRequest => ({ run, slot: reply.slot, conversation: heard.conversation, reply, uncertain: false, ...more });

export async function openScene(options: { fake?: FakeOptions; discord?: Partial<DiscordOptions>; channels?: (fake: FakeDiscord) => DiscordOptions["channels"]; start?: boolean } = {}): Promise<Scene> {
  const fake = await openFakeDiscord(options.fake);
  const house: House = { heard: [], pressed: [], sent: [], troubles: [], ids: new Set(), dropped: [], onHear: async () => undefined, onPress: async () => undefined };
  const listener: ChatListener = {
    first: async (id) => !house.ids.has(id) && house.ids.add(id) !== undefined,
    drop: async (id, over) => void house.dropped.push([id, over]),
    hear: async (heard, responder) => { house.heard.push(heard); await house.onHear(heard, responder); },
    press: async (press, responder) => { house.pressed.push(press); await house.onPress(press, responder); },
    problems: () => ({}),
    submit: async (sent) => void house.sent.push(sent),
    home: async () => undefined,
    trouble: (message) => void house.troubles.push(message),
  };
  const open: ChatAdapter[] = [];
  const make = async (start: boolean): Promise<ChatAdapter> => {
    const chat = openDiscord({
      token: new Secret(fake.token), apiUrl: fake.apiUrl, guildId: fake.guild, channels: options.channels?.(fake) ?? {}, verbs: table,
      suggest: (option) => (option === "stack" ? [{ value: "prod" }, { value: "staging" }] : option === "code-or-text" ? Array.from({ length: 40 }, (_, place) => ({ value: `A10${String(place).padStart(2, "0")}`, label: `A10${String(place).padStart(2, "0")} · words` })) : []),
      ...options.discord,
    });
    open.push(chat);
    if (start) await chat.start(listener);
    return chat;
  };
  const chat = await make(options.start !== false);
  return {
    fake, house, chat,
    another: () => make(true),
    async close() {
      for (const one of open) await one.close();
      await fake.close();
    },
  };
}
