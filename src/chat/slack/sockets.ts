import { type App, type Logger, SocketModeReceiver } from "@slack/bolt";
import { sayError } from "../../core/text.ts";

export interface SocketOptions {
  app: App;
  appToken: string;
  apiUrl: string;
  logger: Logger;
  /** Sockets open at once: while Slack renews one, the other hears. Slack allows ten for an app. */
  count: number;
  /** How many of them are connected, whenever that changes. */
  changed(connected: number): void;
  trouble(message: string): void;
  /** What only a person can mend keeps the sockets away; undefined: it does not any more. */
  problem(message: string | undefined): void;
}

export interface Sockets {
  /** Resolves with the first connection. Rejects when Slack says that only a person can mend it (a wrong token). */
  open(): Promise<void>;
  close(): Promise<void>;
}

// Slack renews a socket about once an hour; a handshake that takes this long is lost.
const handshakeMs = 15_000;
const firstWaitMs = 250;
const longestWaitMs = 30_000;
const switchedOff = "Socket Mode was switched off for the Slack app: switch it on under https://api.slack.com/apps > the app > Socket Mode; until then nothing is heard";
const hopeless = /\b(?:invalid_auth|not_authed|account_inactive|token_revoked|token_expired|not_allowed_token_type|missing_scope|no_permission|team_disabled|org_login_required|user_removed_from_team)\b/u;

/**
 * Socket Mode connections, kept open by ourselves. The library's own reconnection waits five seconds and more before it begins, and one
 * failed attempt ends in an unhandled rejection with nothing connected, so it is switched off: each lost socket is replaced by a new one.
 */
export function openSockets(options: SocketOptions): Sockets {
  const closing = new AbortController();
  const open = new Set<SocketModeReceiver>();
  let settle: { resolve(): void; reject(error: Error): void } | undefined;

  /** One connection from its beginning until it needs a successor; gives the reason that Slack named. Rejects when it never was one. */
  async function live(): Promise<string | undefined> {
    const receiver = new SocketModeReceiver({
      appToken: options.appToken, logger: options.logger, autoReconnectEnabled: false,
      installerOptions: { clientOptions: { slackApiUrl: options.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout: handshakeMs } },
    });
    receiver.init(options.app);
    const { client } = receiver;
    const gone = new Promise<undefined>((resolve) => void client.once("disconnected", () => {
      if (open.delete(receiver) && !closing.signal.aborted) options.changed(open.size);
      resolve(undefined);
    }));
    const told = leaveSlowly(client);
    const greeted = new AbortController();
    const late = new Promise<never>((_resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("Slack did not say hello in time")), handshakeMs);
      greeted.signal.addEventListener("abort", () => clearTimeout(timer));
      closing.signal.addEventListener("abort", () => reject(new Error("closing")), { once: true, signal: greeted.signal });
    });
    try {
      const start = receiver.start();
      start.catch(() => undefined);
      await Promise.race([start, late]);
    } catch (error) {
      void client.disconnect().catch(() => undefined);
      throw error ?? new Error("Slack closed the socket before its hello");
    } finally {
      greeted.abort();
    }
    open.add(receiver);
    options.changed(open.size);
    options.problem(undefined);
    settle?.resolve();
    return await Promise.race([gone, told]);
  }

  async function keep(): Promise<void> {
    let waitMs = firstWaitMs;
    while (!closing.signal.aborted) {
      const began = Date.now();
      try {
        const reason = await live();
        // A socket that lived was renewed: the next one is opened at once.
        waitMs = Date.now() - began > 10_000 ? 0 : firstWaitMs;
        // https://docs.slack.dev/apis/events-api/using-socket-mode#disconnect
        if (reason === "link_disabled") {
          options.problem(switchedOff);
          options.trouble(switchedOff);
          waitMs = longestWaitMs;
        }
      } catch (error) {
        if (closing.signal.aborted) return;
        const message = sayError(error);
        if (hopeless.test(message)) {
          const refusal = `Slack refuses the app token (${message}). It needs the scope connections:write, and Socket Mode must be on`;
          options.trouble(refusal);
          if (open.size === 0) options.problem(refusal);
          settle?.reject(new Error(`Slack refuses the app token: ${message}`));
          waitMs = longestWaitMs;
        } else options.trouble(`Slack's socket did not open (${message}); tried again`);
        waitMs = Math.min(longestWaitMs, Math.max(firstWaitMs, waitMs * 2));
      }
      await pause(waitMs * (0.75 + Math.random() / 2), closing.signal);
    }
  }

  return {
    open: () =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        for (let place = 0; place < options.count; place += 1) void keep();
      }),
    async close() {
      closing.abort();
      // A peer that does not answer the closing frame would hold the end up for half a minute.
      await Promise.race([Promise.all([...open].map((receiver) => receiver.client.disconnect().catch(() => undefined))), new Promise((resolve) => setTimeout(resolve, 1_000).unref())]);
    },
  };
}

// How long a socket that Slack renews stays for what is under way on it, ms. Slack itself leaves it open for some ten seconds.
const partingMs = 2_000;

/**
 * Resolves with the reason when Slack asks the socket to leave. The library would close it within the same tick, and whatever was heard just before could
 * no longer be acknowledged; here it stays a moment, while its successor opens.
 */
function leaveSlowly(client: SocketModeReceiver["client"]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const [listener] = client.listeners("ws_message");
    if (listener === undefined) return;
    client.removeAllListeners("ws_message");
    client.on("ws_message", (data: unknown, binary: unknown) => {
      const said = typeof data === "string" && data.includes('"disconnect"') ? readLine(data) : undefined;
      if (said?.type !== "disconnect") return void listener(data, binary);
      resolve(typeof said.reason === "string" ? said.reason : undefined);
      setTimeout(() => listener(data, binary), partingMs).unref();
    });
  });
}

function readLine(text: string): { type?: unknown; reason?: unknown } | undefined {
  try {
    return JSON.parse(text) as { type?: unknown; reason?: unknown };
  } catch {
    return undefined;
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
