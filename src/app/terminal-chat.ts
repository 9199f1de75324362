import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Terminal } from "../chat/terminal/terminal.ts";
import type { Desk } from "../core/desk.ts";
import type { AccessRules, Handlers, Queues } from "../core/queue.ts";
import type { Tracer } from "../core/trace.ts";
import { runPage } from "./run-page.ts";

/** The terminal that the bot was started in, and the conversation behind it. */
export interface TerminalChat {
  /** Brings out messages of the terminal; for the delivery worker. */
  delivery: NonNullable<Handlers["delivery"]>;
  /** Resolves when the input has ended and every pending answer is printed. */
  done: Promise<void>;
  /** Follows on with what somebody waited for when the process ended. */
  resume(): Promise<void>;
  /** Follows no run any more. Before the queues close. */
  rest(): void;
  close(): Promise<void>;
}

export interface TerminalChatOptions {
  desk: Desk;
  queues: Pick<Queues, "watch" | "deliver" | "cancel" | "holds">;
  colour: boolean;
  /** Where answers that are too long for a screen are kept; undefined: in a folder of their own. */
  directory: string | undefined;
  /** Lines are taken up, and answered when this has resolved. */
  ready: Promise<unknown> | undefined;
  trouble(message: string): void;
  tracer: Tracer | undefined;
}

// Whoever sits at the process may do everything that it may.
const nobody = { everyone: false, users: [], slackGroups: [], discordRoles: [], stacks: [], channels: [] };
const roles: AccessRules = { viewer: nobody, operator: nobody, admin: { ...nobody, everyone: true } };

/** Opens standard input and output as a chat like any other. */
export async function openTerminalChat(options: TerminalChatOptions): Promise<TerminalChat> {
  const { desk, queues, trouble, ready } = options;
  const [{ openTerminal }, { openConversations }] = await Promise.all([import("../chat/terminal/terminal.ts"), import("../commands/converse.ts")]);
  let folder: string | undefined;
  const terminal: Terminal = openTerminal({
    seats: [{ person: { id: "terminal", name: "you", groups: [] }, channel: "tty", input: process.stdin, output: process.stdout, interactive: process.stdin.isTTY === true }],
    look: { colour: options.colour, width: Math.min(140, Math.max(60, process.stdout.columns ?? 100)) },
    patienceMs: 180_000, now: Date.now,
    keep({ name, content }) {
      folder ??= options.directory ?? mkdtempSync(join(tmpdir(), "duo-triage-"));
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, name);
      writeFileSync(path, content, { mode: 0o600 });
      return pathToFileURL(path).href;
    },
  });
  const talk = openConversations({ desk, queues, adapters: [{ ...terminal, post: (request) => terminal.post({ ...request, whole: () => runPage(request.run, desk) }) }], channels: () => ({}), roles, trouble });
  const heard = talk.listener("terminal");
  const listener = options.tracer === undefined ? heard : (await import("../traces/around.ts")).traceListener(heard, "terminal", options.tracer);
  const opened = async (): Promise<void> => void (await ready?.catch(() => undefined));
  await terminal.start({
    ...listener,
    hear: async (heard, responder) => { await opened(); await listener.hear(heard, responder); },
    press: async (press, responder) => { await opened(); await listener.press(press, responder); },
    submit: async (sent, responder) => { await opened(); await listener.submit(sent, responder); },
  });
  return { delivery: talk.delivery, done: terminal.done, resume: talk.resume, rest: talk.close, close: () => terminal.close() };
}
