import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Answer } from "../../core/desk.ts";
import type { RunEvent } from "../../core/queue.ts";
import type { Reply } from "../../core/reply.ts";
import { sayError } from "../../core/text.ts";
import { type Buttons, openChoices } from "./choices.ts";
import { type Look, renderReply } from "./render.ts";

export interface TerminalOptions {
  input: Readable;
  output: Writable;
  /** A person types; otherwise lines are piped in and every answer is printed before the end. */
  interactive: boolean;
  look: Look;
  /** Longest wait for pending answers at the end of input, ms. */
  patienceMs: number;
  answer(text: string, lastRun: string | undefined): Promise<Answer>;
  watch(run: string, listener: (event: RunEvent) => void): () => void;
  buttons: Buttons;
}

export interface Terminal {
  /** Prints a reply of a run; the delivery worker's hand. */
  post(run: string, reply: Reply): void;
  /** Prints something that nobody waits for. */
  say(reply: Reply): void;
  /** Resolves when the input has ended and every pending answer is printed. */
  done: Promise<void>;
  close(): void;
}

const prompt = "duo> ";
// A paste arrives as many lines within a few milliseconds; a person needs longer for one.
const pasteGapMs = 25;

/** The terminal as a chat: lines in, replies out, answers of runs as they come. */
export function openTerminal(options: TerminalOptions): Terminal {
  const { output, look } = options;
  const lines = createInterface({ input: options.input, terminal: false });
  const pending = new Map<string, () => void>();
  let lastRun: string | undefined;
  let status = "";
  let busy: Promise<void> = Promise.resolve();
  let ended: () => void = () => undefined;
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });

  const choices = openChoices(options.buttons, options.interactive);
  const shown = (replies: readonly Reply[]): string => [...replies.map((reply) => renderReply(reply, look)), choices.offer(replies.flatMap((reply) => reply.actions ?? []))].filter((text) => text !== "").join("\n");

  const clearStatus = (): void => {
    if (status !== "") output.write(`\r\u001b[K`);
    status = "";
  };
  const write = (text: string): void => {
    if (options.interactive) output.write("\r\u001b[K");
    status = "";
    output.write(`${text}\n`);
    if (options.interactive) output.write(prompt);
  };
  const showStatus = (text: string): void => {
    if (!options.interactive) return;
    output.write(`\r\u001b[K${text}`);
    status = text;
  };

  const follow = (run: string): void => {
    if (pending.has(run)) return;
    const stop = options.watch(run, (event) => {
      if (event.kind === "progress") {
        const { done, total } = event.progress as { done?: number; total?: number };
        showStatus(`running ${done ?? 0}/${total ?? "?"} (${run}) `);
      }
      if (event.kind === "failed") settle(run, `the run ${run} broke inside duo-triage: ${event.reason}`);
      if (event.kind === "cancelled") settle(run, `the run ${run} was cancelled`);
    });
    pending.set(run, stop);
  };
  const settle = (run: string, text: string): void => {
    clearStatus();
    pending.get(run)?.();
    pending.delete(run);
    lastRun = run;
    write(text);
    if (pending.size === 0) idle?.();
  };
  let idle: (() => void) | undefined;

  const handle = async (text: string): Promise<void> => {
    try {
      const answer = await (choices.take(text) ?? options.answer(text, lastRun));
      if (answer.run !== undefined) follow(answer.run);
      const replies = answer.replies.filter((reply) => options.interactive || reply.slot !== "verdict");
      if (replies.length > 0) write(shown(replies));
    } catch (error) {
      write(`duo-triage itself failed on this line: ${sayError(error)}`);
    }
  };

  let gathered: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    const text = gathered.join("\n");
    gathered = [];
    if (text.trim() === "" && !choices.asking()) {
      if (options.interactive) output.write(prompt);
      return;
    }
    busy = busy.then(() => handle(text)).then(async () => {
      // Piped lines speak about the run before them, as a person would who waits for the answer.
      if (!options.interactive) await quiet();
    });
  };
  const quiet = (): Promise<void> => {
    if (pending.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const limit = setTimeout(() => {
        write(`no answer after ${Math.round(options.patienceMs / 1000)} s for ${[...pending.keys()].join(", ")}; it is stored and \`/duo history\` will show it`);
        for (const stop of pending.values()) stop();
        pending.clear();
        idle = undefined;
        resolve();
      }, options.patienceMs);
      idle = () => {
        clearTimeout(limit);
        idle = undefined;
        resolve();
      };
    });
  };

  lines.on("line", (line) => {
    if (!options.interactive) {
      gathered.push(line);
      // Piped in: a line that begins with a command stands alone, anything else is part of a paste until an empty line or a command.
      if (isCommand(line) || line.trim() === "") flushPiped(line);
      return;
    }
    gathered.push(line);
    clearTimeout(timer);
    timer = setTimeout(flush, pasteGapMs);
  });
  const flushPiped = (line: string): void => {
    if (isCommand(line) && gathered.length > 1) {
      gathered.pop();
      flush();
      gathered.push(line);
    }
    flush();
  };
  lines.on("close", () => {
    clearTimeout(timer);
    if (gathered.length > 0) flush();
    void busy.then(quiet).then(() => ended());
  });
  if (options.interactive) output.write(prompt);

  return {
    post: (run, reply) => settle(run, shown([reply])),
    say: (reply) => {
      clearStatus();
      write(renderReply(reply, look));
    },
    done: end,
    close: () => lines.close(),
  };
}

function isCommand(line: string): boolean {
  return /^\s*(?:\/|@)duo\b/iu.test(line) || /^\s*(?:duo\s+)?(?:check|explain|status|history|stacks|self|help|again|why|steps|evidence|timings|practice|report|silence|incidents|expect|press)\b/iu.test(line);
}
