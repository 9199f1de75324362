import { HTTPReceiver, type Logger, LogLevel, type webApi } from "@slack/bolt";
import type { ChannelRule, ChatAdapter, ChatHealth, ChatListener } from "../../core/chat.ts";
import type { Secret } from "../../core/secret.ts";
import { sayError } from "../../core/text.ts";
import { hearingLimits } from "./held-back.ts";
import { neededScopes } from "./manifest.ts";
import { call } from "./outbound.ts";
import { openSockets, type Sockets } from "./sockets.ts";
import { clientFor, openWorkspace, plainReceiver, type Workspace, type WorkspaceOptions } from "./workspace.ts";
import { type OAuth, openWorkspaces, type Workspaces } from "./workspaces.ts";

export interface SlackOptions {
  botToken?: Secret;
  /** Socket Mode, where it is given. */
  appToken?: Secret;
  /** Several workspaces, each with the token that it gave when it installed the app; by HTTP only. */
  oauth?: OAuth;
  /** Otherwise the HTTP receiver at /slack/events. */
  signingSecret?: Secret;
  port: number;
  /** Interface that the HTTP receiver listens on; default: all. */
  host?: string;
  /** Default: https://slack.com/api/ */
  apiUrl?: string;
  channels: Readonly<Record<string, ChannelRule>>;
  /** User groups that roles name. */
  groups: readonly string[];
  now(): number;
}

const longestWaitMs = 30_000;
const hopeless = new Set(["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type", "team_access_not_granted", "org_login_required"]);

/** Slack as a chat: Socket Mode or HTTP in, Web API out. */
export function openSlack(options: SlackOptions): ChatAdapter {
  const apiUrl = (options.apiUrl ?? "https://slack.com/api/").replace(/\/*$/u, "/");
  const stopped = new AbortController();
  const problems = new Map<string, string>();
  let health: Pick<ChatHealth, "state" | "since"> = { state: "starting", since: options.now() };
  let workspace: Workspace | undefined;
  let workspaces: Workspaces | undefined;
  let sockets: Sockets | undefined;
  let receiver: HTTPReceiver | undefined;

  const become = (state: ChatHealth["state"]): void => {
    if (health.state !== state && health.state !== "stopped") health = { state, since: options.now() };
  };

  async function start(listener: ChatListener): Promise<void> {
    const { botToken, appToken, signingSecret, oauth } = options;
    const { channels, groups, now } = options;
    const logger = loggerFor(listener.trouble);
    if (oauth !== undefined) {
      if (signingSecret === undefined) throw new Error("Several Slack workspaces need the HTTP receiver: set SLACK_SIGNING_SECRET");
      workspaces = openWorkspaces({ oauth, signingSecret, port: options.port, apiUrl, channels, groups, listener, logger, now, ...(options.host === undefined ? {} : { host: options.host }) });
      await workspaces.open();
      return become("connected");
    }
    if (botToken === undefined) throw new Error("Slack needs a bot token: set SLACK_BOT_TOKEN (xoxb-...)");
    const way = appToken ?? signingSecret;
    if (way === undefined) throw new Error("Slack needs SLACK_APP_TOKEN (xapp-..., Socket Mode) or SLACK_SIGNING_SECRET (HTTP)");
    const client = clientFor(botToken.reveal(), apiUrl, logger);
    const bot = await identify(client, listener);
    if (bot === undefined) return;
    workspace = openWorkspace({ token: botToken.reveal(), bot, apiUrl, channels, groups, listener, logger, receiver: plainReceiver, now }, client);
    const { app } = workspace;
    if (appToken === undefined) {
      receiver = new HTTPReceiver({ signingSecret: way.reveal(), port: options.port, endpoints: ["/slack/events"], logger });
      receiver.init(hearingLimits((event) => app.processEvent(event), listener.trouble));
      await receiver.start(options.host === undefined ? options.port : { port: options.port, host: options.host });
      return become("connected");
    }
    sockets = openSockets({ app, appToken: appToken.reveal(), apiUrl, logger, count: 2, trouble: listener.trouble, problem: (message) => void (message === undefined ? problems.delete("sockets") : problems.set("sockets", message)), changed: (connected) => become(connected > 0 ? "connected" : "disconnected") });
    await sockets.open();
  }

  /** Who the bot token is, and which scopes it lacks. Waits for a Slack that is away. */
  async function identify(client: InstanceType<typeof webApi.WebClient>, listener: ChatListener): Promise<WorkspaceOptions["bot"] | undefined> {
    for (let waitMs = 500; !stopped.signal.aborted; waitMs = Math.min(longestWaitMs, waitMs * 2)) {
      const called = await call(() => client.auth.test()).catch((error: unknown) => ({ kind: "later" as const, afterMs: waitMs, reason: sayError(error) }));
      if (called.kind === "done") {
        problems.delete("away");
        const { user_id: userId = "", bot_id: botId = "", team_id: teamId, enterprise_id: enterpriseId, response_metadata: metadata } = called.value;
        if (userId === "") throw new Error("Slack takes the token, but it is not a bot's: use the one that begins with xoxb-");
        lookAtScopes(metadata?.scopes);
        return { userId, botId, teamId, enterpriseId };
      }
      if (called.kind === "refused") {
        if (hopeless.has(called.error)) throw new Error(`Slack does not take the bot token (${called.error}): set SLACK_BOT_TOKEN anew`);
        problems.set("away", `Slack answers ${called.error}`);
      } else problems.set("away", called.reason);
      listener.trouble(`Slack: ${problems.get("away") ?? "away"}; tried again`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, called.kind === "later" ? Math.max(called.afterMs, waitMs) : waitMs);
        stopped.signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
      });
    }
    return undefined;
  }

  function lookAtScopes(scopes: readonly string[] | undefined): void {
    // Not every server tells the scopes of a token.
    if (scopes === undefined || scopes.length === 0) return;
    const passive = Object.values(options.channels).some((channel) => channel.passive);
    const lacking = neededScopes({ passive, groups: options.groups.length > 0 }).filter((scope) => !scopes.includes(scope));
    if (lacking.length > 0) problems.set("scopes", `The Slack app lacks the scopes ${lacking.join(", ")}; add them under "OAuth & Permissions" and install it again`);
  }

  return {
    platform: "slack",
    start,
    nameOf: async (person) => (workspaces ?? workspace?.people)?.nameOf(person),
    post: async (request) => (workspaces ?? workspace?.outbound)?.post(request) ?? { kind: "later", afterMs: 1_000, reason: "Slack is not connected yet" },
    again: async (kept) => (workspaces ?? workspace)?.again(kept),
    health: () => ({ platform: "slack", ...health, problems: [...problems.values()] }),
    async close() {
      stopped.abort();
      become("stopped");
      await sockets?.close();
      await workspaces?.close();
      await receiver?.stop().catch(() => undefined);
    },
  };
}

/** The library's own words: warnings and errors only, and those as trouble. */
function loggerFor(trouble: (message: string) => void): Logger {
  const say = (...parts: unknown[]): void => trouble(`Slack: ${parts.map((part) => (part instanceof Error ? part.message : typeof part === "string" ? part : "")).join(" ").slice(0, 500)}`);
  return { debug: () => undefined, info: () => undefined, warn: say, error: say, setLevel: () => undefined, getLevel: () => LogLevel.WARN, setName: () => undefined };
}
