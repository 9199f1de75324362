import { createHmac } from "node:crypto";
import { createEmulator } from "emulate";
import { openSlack, type SlackOptions } from "../../../src/chat/slack/slack.ts";
import { neededScopes } from "../../../src/chat/slack/manifest.ts";
import type { ChatAdapter } from "../../../src/core/chat.ts";
import { Secret } from "../../../src/core/secret.ts";
import { freePort } from "../../kit/free-port.ts";
import { buttonsOf, readable } from "./stage.ts";

/** A message as Slack's API gives it back. */
export interface Written {
  ts: string;
  thread_ts?: string;
  user: string;
  text: string;
  blocks?: readonly unknown[];
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  files?: readonly { name: string }[];
}

const secret = "5ecre7";
const bot = "xoxb-1-emulated";
const person = "xoxp-1-emulated";

/**
 * Slack's Web API by an emulator that is not ours, with the scopes of our own manifest and no more. It has no Socket Mode, slash commands,
 * interactions, response addresses and streams: what Slack would bring to the app is signed and brought by the test, over HTTP.
 */
export interface Emulated {
  ana: string;
  channel: string;
  adapter(): ChatAdapter;
  channels: SlackOptions["channels"];
  /** The bot's messages in the channel, their threads included, oldest first. */
  written(): Promise<(Written & { said: string; buttons: string[] })[]>;
  /** Names of the files that were shared. */
  files(): Promise<string[]>;
  /** Ana names the bot in a message. */
  mention(text: string): Promise<string>;
  command(text: string): Promise<number>;
  press(message: Written, label: string): Promise<number>;
  home(): Promise<number>;
  /** What the emulator's own page shows of windows and home pages. */
  page(): Promise<string>;
  close(): Promise<void>;
}

export async function openEmulated({ passive = false } = {}): Promise<Emulated> {
  const slack = await createEmulator({
    service: "slack", port: await freePort(),
    seed: {
      slack: {
        users: [{ name: "ana" }, { name: "duo" }], channels: [{ name: "ops" }], strict_scopes: true,
        tokens: [{ token: bot, type: "bot", user: "duo", bot_id: "B0DUO", app_id: "A0", scopes: neededScopes({ passive }) }, { token: person, user: "ana" }],
      },
    },
  });
  const call = async (method: string, args: Record<string, unknown>, token = person): Promise<Record<string, unknown>> => {
    const response = await fetch(`${slack.url}/api/${method}`, { method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, body: JSON.stringify(args) });
    const answer = (await response.json()) as Record<string, unknown>;
    if (answer["ok"] !== true) throw new Error(`${method}: ${String(answer["error"])}`);
    return answer;
  };
  const { user_id: botUser } = (await call("auth.test", {}, bot)) as { user_id: string };
  const { user_id: ana } = (await call("auth.test", {})) as { user_id: string };
  const channel = ((await call("conversations.list", {}))["channels"] as { id: string; name: string }[]).find(({ name }) => name === "ops")?.id ?? "";
  const port = await freePort();
  const options: SlackOptions = { botToken: new Secret(bot), signingSecret: new Secret(secret), port, host: "127.0.0.1", apiUrl: `${slack.url}/api`, channels: {}, groups: [], now: () => Date.now() };
  let count = 0;

  /** Brings something to the app as Slack does; the status of its answer. */
  async function bring(payload: unknown, form: boolean): Promise<number> {
    const body = form ? new URLSearchParams(payload as Record<string, string>).toString() : JSON.stringify(payload);
    const stamp = String(Math.floor(Date.now() / 1000));
    const signature = `v0=${createHmac("sha256", secret).update(`v0:${stamp}:${body}`).digest("hex")}`;
    const response = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: "POST", body, signal: AbortSignal.timeout(3_000), headers: { "content-type": form ? "application/x-www-form-urlencoded" : "application/json", "x-slack-request-timestamp": stamp, "x-slack-signature": signature } });
    await response.text();
    return response.status;
  }
  const where = { team: { id: "T000000001", domain: "emulate" }, api_app_id: "A0", token: "legacy", is_enterprise_install: false, enterprise: null };
  const who = { id: ana, username: "ana", name: "ana", team_id: "T000000001" };
  const event = (inner: Record<string, unknown>): Promise<number> =>
    bring({ ...where, type: "event_callback", team_id: "T000000001", event_id: `Ev${(count += 1)}`, event_time: Math.floor(Date.now() / 1000), event: inner, authorizations: [{ enterprise_id: null, team_id: "T000000001", user_id: botUser, is_bot: true, is_enterprise_install: false }] }, false);
  const trigger = async (): Promise<string> => (await call("views.generateTriggerId", { user_id: ana }, bot))["trigger_id"] as string;

  return {
    ana, channel, channels: options.channels,
    adapter: () => openSlack(options),
    async written() {
      const top = (await call("conversations.history", { channel, include_all_metadata: true, limit: 200 }))["messages"] as Written[];
      const threads = await Promise.all(top.map(async ({ ts }) => ((await call("conversations.replies", { channel, ts, limit: 200 }))["messages"] as Written[]).filter((message) => message.ts !== ts)));
      const all = new Map([...top, ...threads.flat()].map((message) => [message.ts, message]));
      return [...all.values()].filter(({ user }) => user === botUser).toSorted((a, b) => a.ts.localeCompare(b.ts, "en")).map((message) => ({ ...message, said: readable(message), buttons: buttonsOf(message.blocks) }));
    },
    files: async () => ((await call("files.list", {}))["files"] as { name: string }[]).map(({ name }) => name),
    async mention(text) {
      const { ts } = (await call("chat.postMessage", { channel, text: `<@${botUser}> ${text}` })) as { ts: string };
      await event({ type: "app_mention", user: ana, channel, text: `<@${botUser}> ${text}`, ts, event_ts: ts, team: "T000000001" });
      return ts;
    },
    command: async (text) => bring({ token: "legacy", team_id: "T000000001", team_domain: "emulate", channel_id: channel, channel_name: "ops", user_id: ana, user_name: "ana", command: "/duo", text, api_app_id: "A0", is_enterprise_install: "false", response_url: `${slack.url}/no-response-address`, trigger_id: await trigger() }, true),
    async press(message, label) {
      const button = ((message.blocks ?? []) as { type: string; block_id?: string; elements?: { action_id: string; value: string; text: { text: string } }[] }[]).flatMap((block) => (block.type === "actions" ? (block.elements ?? []).map((element) => ({ block, element })) : [])).find(({ element }) => element.text.text === label);
      if (button === undefined) throw new Error(`There is no button "${label}"`);
      const thread = message.thread_ts === undefined ? {} : { thread_ts: message.thread_ts };
      return bring({
        payload: JSON.stringify({
          type: "block_actions", ...where, user: who, trigger_id: await trigger(), response_url: `${slack.url}/no-response-address`, channel: { id: channel, name: "ops" },
          container: { type: "message", message_ts: message.ts, channel_id: channel, is_ephemeral: false, ...thread },
          message: { type: "message", user: botUser, bot_id: "B0DUO", ts: message.ts, text: message.text, ...thread },
          actions: [{ type: "button", action_id: button.element.action_id, value: button.element.value, block_id: button.block.block_id ?? "b1", text: button.element.text, action_ts: message.ts }],
        }),
      }, true);
    },
    home: () => event({ type: "app_home_opened", user: ana, channel: "D0ANA", tab: "home", event_ts: "1.1" }),
    page: async () => (await fetch(`${slack.url}/?tab=views`)).text(),
    close: () => slack.close(),
  };
}
