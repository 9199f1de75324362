/** Users, channels and messages of one workspace in memory. */

export interface User {
  id: string;
  name: string;
  real_name: string;
  team_id: string;
  tz: string;
  is_bot?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_stranger?: boolean;
  enterprise_user?: { enterprise_id: string };
  profile: { display_name: string };
}

export interface Message {
  channel: string;
  ts: string;
  user: string;
  bot_id?: string;
  text: string;
  blocks?: unknown[];
  thread_ts?: string;
  /** A reply that was sent to the channel as well. */
  broadcast?: boolean;
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  /** Everything that the message once said, with when (ms), oldest first. */
  history: { text: string; blocks: unknown[]; at: number }[];
  files?: { name: string; content: string }[];
  parse?: unknown;
  linkNames?: unknown;
  /** It was streamed: until when it last got something, and what stands in its plan. */
  stream?: { open: boolean; at: number; title: string; tasks: Map<string, { title: string; status: string }> };
}

export interface Ephemeral {
  channel: string;
  user: string;
  text: string;
  blocks?: unknown[];
  thread_ts?: string;
  by: "method" | "response_url";
}

/** A window that stands open, or a person's page of the app. */
export interface View {
  id: string;
  hash: string;
  user: string;
  type: "modal" | "home";
  callback_id?: string;
  private_metadata?: string;
  title?: { text: string };
  blocks: unknown[];
}

export interface World {
  team: string;
  /** The organisation that the workspace belongs to. */
  enterprise?: string;
  /** The app is installed once for all of that organisation, and not in the workspace. */
  orgWide?: boolean;
  bot: { userId: string; botId: string };
  users: Map<string, User>;
  groups: Map<string, string[]>;
  channels: Map<string, { id: string; im?: string; members: Set<string>; archived?: boolean }>;
  messages: Message[];
  ephemerals: Ephemeral[];
  /** Bot tokens that are good; refresh tokens, with the workspace of each. */
  tokens: Set<string>;
  refreshable: Map<string, string>;
  /** Windows that people have open, and pages of the app. */
  views: View[];
  /** Ids with which a window may be opened, for three seconds, once. */
  triggers: Map<string, { user: string; at: number; used: boolean }>;
  scopes: Set<string>;
  /** Uploads that are complete; one that is `busy` so many times refuses to be shown. */
  files: Map<string, { name: string; bytes: Buffer; alt?: string; busy: number }>;
  /** How often a new picture is not ready yet. */
  slowPictures: number;
  /** Whether this workspace streams, and how long a stream may be silent, ms. */
  streams: boolean;
  streamMs: number;
  /** Hears of every message of the app that bears metadata. */
  onMetadata(message: Message): void;
  ts(): string;
  find(channel: string, ts: string): Message | undefined;
}

export function createWorld(): World {
  const team = "T0HOME";
  let clock = 1_764_000_000_000_000;
  const user = (id: string, name: string, more: Partial<User> = {}): [string, User] => [id, { id, name: name.toLowerCase(), real_name: name, team_id: team, tz: "Europe/Berlin", profile: { display_name: name }, ...more }];
  const bot = { userId: "U0BOT", botId: "B0BOT" };
  const users = new Map([
    user("U0ANA", "Ana"), user("U0BEN", "Ben"), user("U0GUEST", "Gus", { is_restricted: true }), user("U0FAR", "Fay", { team_id: "T0FAR", is_stranger: true }),
    user(bot.userId, "duo", { is_bot: true }), user("U0OTHERBOT", "alerts", { is_bot: true }),
  ]);
  const everyone = new Set(users.keys());
  const messages: Message[] = [];
  return {
    team, bot, users, messages,
    ephemerals: [],
    tokens: new Set(["xoxb-1-fake"]),
    refreshable: new Map(),
    views: [],
    triggers: new Map(),
    files: new Map(),
    slowPictures: 0,
    groups: new Map([["S0OPS", ["U0BEN"]]]),
    channels: new Map([
      ["C0ONE", { id: "C0ONE", members: new Set(everyone) }],
      ["C0TWO", { id: "C0TWO", members: new Set(everyone) }],
      ["C0PASSIVE", { id: "C0PASSIVE", members: new Set(everyone) }],
      ["C0AWAY", { id: "C0AWAY", members: new Set([...everyone].filter((id) => id !== bot.userId)) }],
      ["D0ANA", { id: "D0ANA", im: "U0ANA", members: new Set(["U0ANA", bot.userId]) }],
    ]),
    scopes: new Set(["app_mentions:read", "chat:write", "commands", "files:write", "im:history", "metadata.message:read", "users:read", "usergroups:read", "channels:history", "groups:history"]),
    streams: true,
    streamMs: 120_000,
    onMetadata: () => undefined,
    ts: () => {
      clock += 1_000;
      return `${Math.floor(clock / 1_000_000)}.${String(clock % 1_000_000).padStart(6, "0")}`;
    },
    find: (channel, ts) => messages.find((message) => message.channel === channel && message.ts === ts),
  };
}
