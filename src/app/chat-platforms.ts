import { z } from "zod";
import type { Config } from "../config/config.ts";
import type { ChannelRule, ChatAdapter, ChatHealth } from "../core/chat.ts";
import type { Desk } from "../core/desk.ts";
import type { Handlers, Queues } from "../core/queue.ts";
import { sayError } from "../core/text.ts";
import type { Tracer } from "../core/trace.ts";
import { runPage } from "./run-page.ts";

const sealedSchema = z.object({ version: z.literal(1), iv: z.string(), tag: z.string(), sealed: z.string(), at: z.number() });

/** The chat platforms that have a token, and the one conversation behind them. */
export interface ChatPlatforms {
  platforms: readonly string[];
  /** Brings out messages of these platforms; for the delivery worker. */
  delivery: NonNullable<Handlers["delivery"]>;
  /** Connects. What only a person can mend is told through `say`, one line each; the other platforms go on. */
  start(): Promise<void>;
  health(): readonly ChatHealth[];
  /** What is lacking or broken, one sentence each. */
  problems(): readonly string[];
  /** Follows no run any more; messages still go out. Before the queues close. */
  rest(): void;
  close(): Promise<void>;
}

/** Opens Slack and Discord as far as the configuration has tokens for them; undefined with none. `news`: what is as it should be. */
export async function openChatPlatforms(config: Config, desk: Desk, queues: Pick<Queues, "watch" | "deliver" | "cancel" | "holds">, say: (line: string) => void, news: (line: string) => void = say, tracer?: Tracer): Promise<ChatPlatforms | undefined> {
  const { slack, discord } = config;
  const adapters: ChatAdapter[] = [];
  if (slack?.botToken !== undefined || slack?.oauth !== undefined) {
    const { openSlack } = await import("../chat/slack/slack.ts");
    const { botToken, appToken, signingSecret, oauth, port, apiUrl, channels } = slack;
    const roles = config.roles;
    const groups = roles === undefined ? [] : [...new Set([roles.viewer, roles.operator, roles.admin].flatMap((role) => role.slackGroups))];
    adapters.push(openSlack({ ...(botToken === undefined ? {} : { botToken }), ...(oauth === undefined ? {} : { oauth: { ...oauth, installations: desk.store.collection("slack-installation", sealedSchema), channels: desk.store.collection("slack-channel", z.object({ installation: z.string() })) } }), port, channels, groups, now: Date.now, ...(appToken === undefined ? {} : { appToken }), ...(signingSecret === undefined ? {} : { signingSecret }), ...(apiUrl === undefined ? {} : { apiUrl }) }));
  }
  if (discord?.token !== undefined) {
    const [{ openDiscord }, { table }, { suggestionsOf }] = await Promise.all([import("../chat/discord/discord.ts"), import("../commands/table.ts"), import("./suggestions.ts")]);
    const suggestions = suggestionsOf(desk.stacks.map((stack) => stack.name));
    adapters.push(openDiscord({
      token: discord.token, channels: discord.channels, verbs: table, suggest: (option) => suggestions[option] ?? [],
      ...(discord.apiUrl === undefined ? {} : { apiUrl: discord.apiUrl }), ...(discord.guildId === undefined ? {} : { guildId: discord.guildId }),
    }));
  }
  if (adapters.length === 0) return undefined;
  const [{ openConversations }, { illustrate }, { openPainter }] = await Promise.all([import("../commands/converse.ts"), import("../pictures/illustrate.ts"), import("../pictures/open-painter.ts")]);
  const painter = openPainter({ trouble: say });
  const channels: Record<string, Readonly<Record<string, ChannelRule>>> = { slack: slack?.channels ?? {}, discord: discord?.channels ?? {} };
  const around = tracer === undefined ? undefined : (await import("../traces/around.ts")).traceListener;
  const talk = openConversations({ desk, queues, adapters: adapters.map((adapter) => illustrate(adapter, { painter, whole: (request) => runPage(request.run, desk) })), channels: (platform) => channels[platform] ?? {}, roles: config.roles, trouble: say });
  return {
    platforms: adapters.map((adapter) => adapter.platform),
    delivery: talk.delivery,
    async start() {
      await Promise.all(adapters.map(async (adapter) => {
        try {
          await adapter.start(tracer === undefined || around === undefined ? talk.listener(adapter.platform) : around(talk.listener(adapter.platform), adapter.platform, tracer));
          (adapter.health().state === "connected" ? news : say)(`${adapter.platform}: ${adapter.health().state}`);
        } catch (error) {
          say(`${adapter.platform}: ${sayError(error)}`);
        }
      }));
      for (const line of adapters.flatMap((adapter) => adapter.health().problems.map((problem) => `${adapter.platform}: ${problem}`))) say(line);
      await talk.resume();
    },
    health: () => adapters.map((adapter) => adapter.health()),
    problems: () => adapters.flatMap((adapter) => adapter.health().problems.map((problem) => `${adapter.platform}: ${problem}`)),
    rest: () => talk.close(),
    async close() {
      talk.close();
      await Promise.all([painter.close(), ...adapters.map((adapter) => adapter.close())]);
    },
  };
}
