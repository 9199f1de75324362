import { HTTPReceiver, type Logger, type ReceiverEvent } from "@slack/bolt";
import type { ChannelRule, ChatListener, Kept as KeptAct, PostRequest } from "../../core/chat.ts";
import type { Posted } from "../../core/queue.ts";
import type { Secret } from "../../core/secret.ts";
import { installationId, type Kept, openInstallations, type SealedInstallation } from "./installations.ts";
import { hearingLimits } from "./held-back.ts";
import { neededScopes } from "./manifest.ts";
import { openWorkspace, plainReceiver, requestMs, type Workspace } from "./workspace.ts";

/** How several workspaces install the app themselves. */
export interface OAuth {
  clientId: string;
  clientSecret: Secret;
  stateSecret: Secret;
  /** Seals tokens at rest. */
  key: Secret;
  installations: Kept<SealedInstallation>;
  /** Which installation a channel belongs to. */
  channels: Kept<{ installation: string }>;
}

export interface WorkspacesOptions {
  oauth: OAuth;
  signingSecret: Secret;
  port: number;
  host?: string;
  apiUrl: string;
  channels: Readonly<Record<string, ChannelRule>>;
  groups: readonly string[];
  listener: ChatListener;
  logger: Logger;
  now(): number;
}

export interface Workspaces {
  open(): Promise<void>;
  post(request: PostRequest): Promise<Posted>;
  nameOf(person: string): Promise<string | undefined>;
  /** As in `ChatAdapter`; rejects while the workspace that it came from cannot be reached. */
  again(kept: KeptAct): Promise<void>;
  close(): Promise<void>;
}

/** A token that is kept for so long is asked for again, ms: another process may have renewed it, or the app may be gone. */
const freshMs = 10 * 60_000;

interface Where {
  id: string;
  query: { teamId: string | undefined; enterpriseId: string | undefined; isEnterpriseInstall: boolean };
}

/**
 * Several workspaces behind one HTTP receiver. Each has its own token, people and messages, as if it were alone; what arrives is handed to
 * the one that it names. Tokens are renewed whenever they are needed, by whoever needs them: a scheduled report as well as a command.
 */
export function openWorkspaces(options: WorkspacesOptions): Workspaces {
  const { oauth, listener, logger, apiUrl } = options;
  const store = openInstallations(oauth.installations, oauth.key, options.now);
  const passive = Object.values(options.channels).some((channel) => channel.passive);
  const receiver = new HTTPReceiver({
    signingSecret: options.signingSecret.reveal(), port: options.port, endpoints: ["/slack/events"], logger,
    clientId: oauth.clientId, clientSecret: oauth.clientSecret.reveal(), stateSecret: oauth.stateSecret.reveal(), installationStore: store,
    scopes: neededScopes({ passive, groups: options.groups.length > 0 }),
    installerOptions: { directInstall: true, clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: requestMs } },
  });
  const open = new Map<string, { workspace: Promise<Workspace | undefined>; until: number; token?: string }>();
  const homes = new Map<string, string>();

  /** The workspace of an installation, with a token that is good for two hours at least. Undefined: the app is not installed there. */
  function workspaceOf({ id, query }: Where): Promise<Workspace | undefined> {
    const held = open.get(id);
    if (held !== undefined && held.until > options.now()) return held.workspace;
    const slot = { workspace: renew({ id, query }, held), until: options.now() + freshMs };
    open.set(id, slot);
    // What could not be read is asked for again at once.
    void slot.workspace.then((workspace) => {
      if (workspace === undefined && open.get(id) === slot) open.delete(id);
    });
    return slot.workspace;
  }

  async function renew({ id, query }: Where, held: { workspace: Promise<Workspace | undefined>; token?: string } | undefined): Promise<Workspace | undefined> {
    try {
      const authorized = await receiver.installer?.authorize(query);
      const { botToken, botId, botUserId, enterpriseId } = authorized ?? {};
      if (botToken === undefined || botId === undefined || botUserId === undefined) return undefined;
      const slot = open.get(id);
      if (slot !== undefined) slot.token = botToken;
      if (held?.token === botToken) return await held.workspace;
      return openWorkspace({ token: botToken, bot: { botId, userId: botUserId, teamId: query.isEnterpriseInstall ? undefined : query.teamId, enterpriseId }, apiUrl, channels: options.channels, groups: options.groups, listener: listenerOf(id), logger, receiver: plainReceiver, now: options.now });
    } catch (error) {
      // The library puts what it was asked into its message, never a token.
      listener.trouble(`Slack: ${error instanceof Error ? error.message.slice(0, 200) : "an installation could not be read"}`);
      return undefined;
    }
  }

  /** What is kept says where it came from: an earlier process's channel may not be known yet, and one channel may belong to two workspaces. */
  function listenerOf(workspace: string): ChatListener {
    const { keep } = listener;
    return keep === undefined ? listener : { ...listener, keep: (kept) => keep({ ...kept, workspace }) };
  }

  /** A workspace by the id of its installation. */
  function workspaceNamed(id: string): Promise<Workspace | undefined> {
    const isEnterpriseInstall = id.startsWith("E");
    return workspaceOf({ id, query: { teamId: isEnterpriseInstall ? undefined : id, enterpriseId: isEnterpriseInstall ? id : undefined, isEnterpriseInstall } });
  }

  async function remember(channel: string | undefined, installation: string): Promise<void> {
    if (channel === undefined || homes.get(channel) === installation) return;
    if (homes.size > 20_000) homes.clear();
    homes.set(channel, installation);
    await oauth.channels.put(channel, { installation }).catch((error: unknown) => listener.trouble(`Slack: the workspace of a channel could not be kept: ${String(error).slice(0, 200)}`));
  }

  async function forget(id: string): Promise<void> {
    open.delete(id);
    await store.remove(id);
    listener.trouble(`Slack: the app was removed from ${id}; its tokens are deleted`);
  }

  async function route(event: ReceiverEvent): Promise<void> {
    const read = readEvent(event.body as Body);
    if (read === undefined) return event.ack();
    const { where, channels, gone } = read;
    if (gone) {
      await event.ack();
      return forget(where.id);
    }
    const workspace = await workspaceOf(where);
    if (workspace === undefined) return event.ack();
    const kept = Promise.all(channels.map((channel) => remember(channel, where.id)));
    await workspace.app.processEvent(event);
    await kept;
  }

  /** The installation of a channel: as it was heard from, or the only one that there is. */
  async function homeOf(channel: string): Promise<string | undefined> {
    const known = homes.get(channel) ?? (await oauth.channels.get(channel))?.installation;
    if (known !== undefined) {
      homes.set(channel, known);
      return known;
    }
    const all = await oauth.installations.list(2);
    return all.length === 1 ? all[0]?.id : undefined;
  }

  return {
    async open() {
      receiver.init(hearingLimits(route, listener.trouble));
      await receiver.start(options.host === undefined ? options.port : { port: options.port, host: options.host });
    },
    async post(request) {
      const id = await homeOf(request.conversation.channel);
      if (id === undefined) return { kind: "undeliverable", reason: "duo-triage does not know to which workspace this channel belongs; say something to it there" };
      const workspace = await workspaceNamed(id);
      return workspace?.outbound.post(request) ?? { kind: "undeliverable", reason: "duo-triage is not installed in this workspace (any more)" };
    },
    async nameOf(person) {
      for (const { workspace } of open.values()) {
        const name = await (await workspace)?.people.nameOf(person);
        if (name !== undefined) return name;
      }
      return undefined;
    },
    async again(kept) {
      const id = kept.workspace ?? (await homeOf(kept.conversation.channel));
      const workspace = id === undefined ? undefined : await workspaceNamed(id);
      if (workspace === undefined) throw new Error("its Slack workspace cannot be reached, or has removed the app");
      await workspace.again(kept);
    },
    close: async () => void (await receiver.stop().catch(() => undefined)),
  };
}

interface Body {
  team_id?: string;
  team?: { id?: string } | null;
  enterprise_id?: string;
  enterprise?: { id?: string } | null;
  is_enterprise_install?: boolean | string;
  authorizations?: { team_id?: string | null; enterprise_id?: string | null; is_enterprise_install?: boolean }[];
  channel_id?: string;
  channel?: { id?: string };
  user?: { id?: string };
  event?: { type?: string; channel?: unknown; tokens?: { bot?: readonly string[] } };
}

/** Which installation an event is for, and the channels that it shows to be of that workspace. */
function readEvent(body: Body): { where: Where; channels: string[]; gone: boolean } | undefined {
  const [given] = body.authorizations ?? [];
  const isEnterpriseInstall = given?.is_enterprise_install === true || body.is_enterprise_install === true || body.is_enterprise_install === "true";
  // Where several workspaces share a channel, the rest of the event may tell of another's organisation.
  const enterpriseId = given === undefined ? (body.enterprise_id ?? body.enterprise?.id) : (given.enterprise_id ?? undefined);
  const query = { teamId: given?.team_id ?? body.team_id ?? body.team?.id, enterpriseId, isEnterpriseInstall };
  const id = installationId(query);
  if (id === undefined) return undefined;
  const gone = body.event?.type === "app_uninstalled" || (body.event?.type === "tokens_revoked" && (body.event.tokens?.bot ?? []).length > 0);
  // The app's own page has no channel; what follows goes to the person.
  const channels = [body.channel_id, body.channel?.id, body.event?.channel, body.user?.id].filter((one): one is string => typeof one === "string");
  return { where: { id, query }, channels, gone };
}
