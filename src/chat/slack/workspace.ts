import { App, type Logger, type Receiver, webApi } from "@slack/bolt";
import type { ChannelRule, ChatListener, Kept } from "../../core/chat.ts";
import { listen } from "./inbound.ts";
import { openOutbound, type Outbound } from "./outbound.ts";
import { openPeople, type People } from "./people.ts";

export interface WorkspaceOptions {
  token: string;
  bot: { userId: string; botId: string; teamId: string | undefined; enterpriseId: string | undefined };
  apiUrl: string;
  channels: Readonly<Record<string, ChannelRule>>;
  groups: readonly string[];
  listener: ChatListener;
  logger: Logger;
  receiver: Receiver;
  now(): number;
}

/** One workspace with its token: what comes from it and what goes to it. */
export interface Workspace {
  app: App;
  outbound: Outbound;
  people: People;
  /** As in `ChatAdapter`. */
  again(kept: Kept): Promise<void>;
}

// A request to Slack that takes longer than this is lost, ms.
export const requestMs = 10_000;
/** A receiver that something else feeds. */
export const plainReceiver: Receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };

export function clientFor(token: string, apiUrl: string, logger: Logger): InstanceType<typeof webApi.WebClient> {
  // Nothing is retried or paused inside the client: one slow channel must not hold up the others, and the queue repeats what failed.
  return new webApi.WebClient(token, { slackApiUrl: apiUrl, logger, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: requestMs, maxRequestConcurrency: 50, allowAbsoluteUrls: true });
}

export function openWorkspace({ token, bot, apiUrl, channels, groups, listener, logger, receiver, now }: WorkspaceOptions, client = clientFor(token, apiUrl, logger)): Workspace {
  const people = openPeople(client, bot, groups, now);
  const outbound = openOutbound(client, listener.trouble, (user) => people.teamOf(user) ?? bot.teamId);
  const app = new App({
    receiver, logger, ignoreSelf: true,
    // The token was tested once; asking again for every event would cost a round trip before each acknowledgement.
    authorize: async () => ({ botToken: token, botId: bot.botId, botUserId: bot.userId, ...(bot.teamId === undefined ? {} : { teamId: bot.teamId }) }),
    clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: requestMs },
  });
  const again = listen(app, { client, people, listener, bot, channels, posted: outbound.seen });
  return { app, outbound, people, again };
}
