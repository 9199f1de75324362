import { openSlack, type SlackOptions } from "../../../src/chat/slack/slack.ts";
import { Secret } from "../../../src/core/secret.ts";
import { type FakeSlack, openFakeSlack, tokens } from "../../fakes/slack/fake.ts";
import { freePort } from "../../kit/free-port.ts";
import { pingsOf } from "../../fakes/slack/limits.ts";
import type { Message } from "../../fakes/slack/world.ts";
import type { Seen, Stage, Who } from "../contract.ts";

export const people: Record<Who, string> = { ana: "U0ANA", ben: "U0BEN" };

/** How the app of these tests is configured. */
export function slackOptions(fake: FakeSlack, more: Partial<SlackOptions> = {}): SlackOptions {
  return { botToken: new Secret(tokens.bot), appToken: new Secret(tokens.app), port: 0, host: "127.0.0.1", apiUrl: `${fake.url}/api`, channels: { C0PASSIVE: { passive: true } }, groups: [], now: () => Date.now(), ...more };
}

interface Shown {
  type?: string;
  text?: unknown;
  elements?: unknown[];
}

/** What a person reads: the text of all blocks, entities resolved; the plain text where there are none. */
export function readable(message: { text: string; blocks?: readonly unknown[] | undefined }): string {
  const lines: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (value !== null && typeof value === "object") {
      const { type, text, elements } = value as Shown;
      if (type === "button") return;
      if (typeof text === "string") lines.push(text);
      else walk(text);
      walk(elements);
    }
  };
  walk(message.blocks ?? []);
  const shown = lines.length === 0 ? message.text : lines.join("\n");
  return shown.replace(/&lt;/gu, "<").replace(/&gt;/gu, ">").replace(/&amp;/gu, "&");
}

export const buttonsOf = (blocks: readonly unknown[] | undefined): string[] =>
  ((blocks ?? []) as { type: string; elements?: { text: { text: string } }[] }[]).flatMap((block) => (block.type === "actions" ? (block.elements ?? []).map((element) => element.text.text) : []));

function seenOf(message: Message): Seen {
  return {
    id: message.ts, thread: message.thread_ts, inChannel: message.thread_ts === undefined || message.broadcast === true, text: readable(message), history: message.history.map(readable), buttons: buttonsOf(message.blocks), files: message.files ?? [],
    pings: message.history.flatMap((one) => pingsOf({ ...one, parse: message.parse, linkNames: message.linkNames })),
  };
}

/** Every text that a window shows, entities resolved. */
function wordsOf(view: unknown): string {
  const words: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, item] of Object.entries(value)) if (key === "text" && typeof item === "string") words.push(item); else walk(item);
  };
  walk(view);
  return words.join("\n").replace(/&lt;/gu, "<").replace(/&gt;/gu, ">").replace(/&amp;/gu, "&");
}

export async function openStage(how: "socket" | "http"): Promise<Stage & { fake: FakeSlack; env: Record<string, string> }> {
  const fake = await openFakeSlack();
  let options = slackOptions(fake);
  if (how === "http") {
    const port = await freePort();
    const { appToken: _none, ...rest } = options;
    options = { ...rest, signingSecret: new Secret(tokens.signingSecret), port };
    fake.deliverTo = `http://127.0.0.1:${port}/slack/events`;
  }
  const messageOf = (seen: Seen): Message => fake.world.messages.find((message) => message.ts === seen.id) as Message;
  return {
    fake,
    env: { SLACK_BOT_TOKEN: tokens.bot, SLACK_APP_TOKEN: tokens.app, SLACK_API_URL: `${fake.url}/api` },
    adapter: () => openSlack(options),
    channels: options.channels, below: 2,
    one: "C0ONE", two: "C0TWO", passive: "C0PASSIVE",
    idOf: (who) => people[who],
    command: async (who, channel, text) => ({ ackMs: (await fake.command(people[who], channel, text)).afterMs }),
    async mention(who, channel, text, thread) {
      // As Slack escapes what people type.
      const escaped = text.replace(/&/gu, "&amp;").replace(/</gu, "&lt;").replace(/>/gu, "&gt;");
      const { ts } = await fake.type(people[who], channel, `<@${fake.world.bot.userId}> ${escaped}`, thread === undefined ? {} : { thread });
      return { id: ts };
    },
    async type(who, channel, text, twice, thread) {
      const { ts } = await fake.type(people[who], channel, text, thread === undefined ? {} : { thread });
      if (twice !== undefined) await fake.event({ type: "message", channel_type: "channel", user: people[who], channel, text, ts, event_ts: ts }, { retry: 1 });
      return { id: ts };
    },
    async typeAsBot(channel, text) {
      await fake.type("U0OTHERBOT", channel, text, { more: { subtype: "bot_message", bot_id: "B0OTHER" } });
      await fake.type("U0OTHERBOT", channel, text, { more: { bot_id: "B0OTHER" } });
    },
    press: async (who, message, label) => ({ ackMs: (await fake.press(people[who], messageOf(message), label)).afterMs }),
    pressPrivate: async (who, label) => ({ ackMs: (await fake.pressEphemeral(people[who], label)).afterMs }),
    pick: async (who, channel, message) => ({ ackMs: (await fake.shortcut(people[who], channel, message)).afterMs }),
    window(who) {
      const view = fake.world.views.findLast((one) => one.type === "modal" && one.user === people[who]);
      return view === undefined ? undefined : { text: wordsOf(view), fields: (view.blocks as { type: string; block_id?: string }[]).filter((block) => block.type === "input").map((block) => block.block_id ?? "") };
    },
    async submit(who, values) {
      const { afterMs, answer } = await fake.submit(people[who], values);
      return { ackMs: afterMs, problems: Object.values((answer as { errors?: Record<string, string> } | undefined)?.errors ?? {}) };
    },
    messages: (channel) => fake.world.messages.filter((message) => message.channel === channel && message.bot_id === fake.world.bot.botId).map(seenOf),
    whispers: (who) => fake.world.ephemerals.filter((one) => one.user === people[who]).map((one) => ({ text: readable(one), buttons: buttonsOf(one.blocks) })),
    close: () => fake.close(),
  };
}
