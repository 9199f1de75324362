import { setTimeout as sleep } from "node:timers/promises";
import { Client, DefaultRestOptions, Events, GatewayIntentBits, Options, Partials, REST, type RESTOptions, type ResponseLike, Routes } from "discord.js";
import type { Secret } from "../../core/secret.ts";
import { openSpacing } from "./spacing.ts";

// Discord takes 50 requests a second from a bot, and refuses the rest with 429 (page "Rate limits"): what is refused is a call in vain. Some room
// is left for ways that are not equally long each time.
const perSecond = 43;
const atOnce = 2;

/**
 * Files go by Node's own fetch. The library's client goes through whatever dispatcher another copy of undici has made the process's, and
 * that one takes no form with a file made elsewhere: no message with a picture would ever come out.
 */
const send: RESTOptions["makeRequest"] = async (url, init) => {
  if (!(init.body instanceof FormData)) return DefaultRestOptions.makeRequest(url, init);
  try {
    return (await fetch(url, init as never)) as unknown as ResponseLike;
  } catch (error) {
    // What went wrong on the way is what counts, and what the library knows how to judge.
    throw error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  }
};

/** How the connection is. `problem` says in one line what a person has to do. */
export interface Health {
  state: "connecting" | "ready" | "away" | "refused";
  /** ms since 1970. */
  since: number;
  problem?: string;
}

export interface ConnectionOptions {
  token: Secret;
  /** `DISCORD_API_URL`: another address of the API, with or without a version at its end. */
  apiUrl?: string;
  /** Some channel is read without being asked: needs the privileged intent. */
  readsContent: boolean;
  now(): number;
  onHealth(health: Health): void;
}

export interface Connection {
  client: Client;
  /** For what interaction tokens allow: outside the limit of 50 requests a second, so it never waits behind posts. */
  quick: REST;
  health(): Health;
  /** Connects; resolves when the session is ready, refused, or away and tried again in the background. Never throws. */
  open(): Promise<Health>;
  close(): Promise<void>;
}

/** Close codes after which Discord will not have us, and what to do. Documentation: "Gateway close event codes". */
const refusals: Record<number, string> = {
  4004: "Discord refuses the token: copy the bot's token anew (Developer Portal > your application > Bot > Reset Token) into DISCORD_TOKEN",
  4010: "Discord refuses the shard; this is a fault of duo-triage",
  4011: "Discord wants this bot to be sharded (2,500 guilds); duo-triage serves one team, not the public",
  4012: "Discord no longer speaks this version of its API; update duo-triage",
  4013: "Discord does not know an intent; update duo-triage",
  4014: "Discord refuses the intent Message Content: switch it on (Developer Portal > your application > Bot > Privileged Gateway Intents > Message Content Intent), or take `passive: true` from the channels of chat.discord",
};

/** Logins kept in reserve; beyond the daily limit Discord resets the token. */
const spareLogins = 5;
/** A rate limit longer than this is the queue's to wait for, ms. */
const longestWaitMs = 1_500;
/** Between attempts while Discord is away, ms. */
const pausesMs = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000];

const once = (signal: AbortSignal): Promise<void> => new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));

function addressOf(apiUrl: string | undefined): { api?: string; version?: string } {
  if (apiUrl === undefined) return {};
  const [, base = apiUrl, version] = /^(.*?)(?:\/v(\d+))?\/*$/u.exec(apiUrl) ?? [];
  return { api: base, ...(version === undefined ? {} : { version }) };
}

/** Opens discord.js with the fewest intents, and a health that follows the shard: `isReady()` stays true after a refusal. */
export function openConnection(options: ConnectionOptions): Connection {
  const address = addressOf(options.apiUrl);
  const turn = openSpacing(perSecond, atOnce);
  const client = new Client({
    // Mentions and private messages come with their text without the privileged intent.
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages, ...(options.readsContent ? [GatewayIntentBits.MessageContent] : [])],
    partials: [Partials.Channel],
    allowedMentions: { parse: [], repliedUser: false },
    enforceNonce: true,
    rest: { ...address, makeRequest: (url, init) => turn().then(() => send(url, init)), retries: 1, timeout: 10_000, globalRequestsPerSecond: perSecond, rejectOnRateLimit: (data) => data.retryAfter > longestWaitMs },
    ...(address.version === undefined ? {} : { ws: { version: Number(address.version) } }),
    makeCache: Options.cacheWithLimits({ ...Options.DefaultMakeCacheSettings, MessageManager: 50, PresenceManager: 0, ReactionManager: 0, GuildMemberManager: { maxSize: 200, keepOverLimit: (member) => member.id === member.client.user.id } }),
  });
  client.rest.setToken(options.token.reveal());
  const quick = new REST({ ...address, retries: 0, timeout: 10_000, globalRequestsPerSecond: 1000, rejectOnRateLimit: (data) => data.retryAfter > longestWaitMs });
  let health: Health = { state: "connecting", since: options.now() };
  let refused: (() => void) | undefined;

  const become = (state: Health["state"], problem?: string): void => {
    // A connection that we end ourselves is no trouble.
    if (closed.signal.aborted || (health.state === "refused" && state === "away")) return;
    health = { state, since: options.now(), ...(problem === undefined ? {} : { problem }) };
    options.onHealth(health);
    if (state === "refused") refused?.();
  };
  client.on(Events.ShardReady, () => become("ready"));
  client.on(Events.ShardResume, () => become("ready"));
  client.on(Events.ShardReconnecting, () => become("away", "the connection to Discord broke off; it is being restored"));
  client.on(Events.ShardDisconnect, (event) => {
    const reason = refusals[event.code];
    if (reason !== undefined) become("refused", `${reason} (close code ${event.code})`);
    else become("away", `Discord closed the connection (code ${event.code})`);
  });
  client.on(Events.ShardError, (error) => {
    if (/disallowed intents/iu.test(error.message)) become("refused", `${refusals[4014] ?? ""} (close code 4014)`);
    else if (health.state !== "refused") become("away", `the connection to Discord fails: ${error.message.slice(0, 200)}`);
  });
  client.on(Events.Invalidated, () => become("refused", "Discord ended the session for good; start duo-triage again"));
  client.on(Events.Error, () => undefined);
  quick.on("error", () => undefined);

  const closed = new AbortController();
  const enter = async (): Promise<void> => {
    const ended = new Promise<void>((resolve) => { refused = () => resolve(); });
    const ready = new Promise<void>((resolve) => client.once(Events.ClientReady, () => resolve()));
    const entering = client.login(options.token.reveal()).then(() => ready, (error: unknown) => {
      if (health.state !== "refused") become("away", `Discord cannot be reached: ${told(error)}`);
    });
    await Promise.race([entering, ended, once(closed.signal)]);
    refused = undefined;
  };
  /** Asks for the gateway before going there: a login that fails would end the client, and every one counts against 1,000 a day. */
  const attempt = async (): Promise<boolean> => {
    try {
      const { session_start_limit: limit } = (await client.rest.get(Routes.gatewayBot())) as { session_start_limit: { remaining: number; reset_after: number } };
      if (limit.remaining < spareLogins) {
        become("away", `Discord lets this bot log in only ${limit.remaining} more times within ${Math.ceil(limit.reset_after / 60_000)} min; duo-triage waits, so that the token is not reset`);
        return false;
      }
    } catch (error) {
      if ((error as { status?: unknown }).status === 401) become("refused", `${refusals[4004] ?? ""}`);
      else become("away", `Discord cannot be reached: ${told(error)}`);
      return health.state === "refused";
    }
    await enter();
    return health.state !== "away";
  };
  const told = (error: unknown): string => String((error as Error).message).replaceAll(options.token.reveal(), "[token]").slice(0, 200);
  const keepTrying = async (): Promise<void> => {
    for (let count = 0; !closed.signal.aborted; count += 1) {
      const waited = await sleep(pausesMs[Math.min(count, pausesMs.length - 1)], true, { signal: closed.signal, ref: false }).catch(() => false);
      if (!waited || (await attempt())) return;
    }
  };

  return {
    client,
    quick,
    health: () => health,
    async open() {
      if (await attempt()) return health;
      if (health.state !== "refused") void keepTrying();
      return health;
    },
    async close() {
      closed.abort();
      quick.clearHandlerSweeper();
      quick.clearHashSweeper();
      await client.destroy();
    },
  };
}
