import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Person } from "../../core/chat.ts";

/** Where one person types and reads. */
export interface Seat {
  person: Person;
  channel: string;
  input: Readable;
  output: Writable;
  /** A person types; otherwise lines are piped in and every answer is printed before the next line is taken. */
  interactive: boolean;
}

export interface SeatOptions {
  /** Takes what was typed or pasted as one. `alone`: it is one line, or begins with a command. */
  take(text: string): Promise<void>;
  /** An empty line means something now. */
  waits(): boolean;
  /** Resolves when nothing is under way that a piped line would have to wait for. */
  settled(): Promise<void>;
  /** A word about something that went wrong here. */
  failed(error: unknown): string;
}

/** One screen: lines in, texts and a status line out. */
export interface Screen {
  write(text: string): void;
  /** A line that the next one takes the place of; nothing where nobody watches. */
  status(text: string): void;
  /** Resolves when the input has ended and everything typed is answered. */
  done: Promise<void>;
  close(): void;
}

const prompt = "duo> ";
// A paste arrives as many lines within a few milliseconds; a person needs longer for one.
const pasteGapMs = 25;

export function openScreen({ input, output, interactive }: Seat, options: SeatOptions): Screen {
  const lines = createInterface({ input, terminal: false });
  let busy: Promise<void> = Promise.resolve();
  let gathered: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let ended: () => void = () => undefined;
  const done = new Promise<void>((resolve) => { ended = resolve; });
  const clear = interactive ? "\r\u001b[K" : "";

  const write = (text: string): void => void output.write(`${clear}${text}\n${interactive ? prompt : ""}`);
  const flush = (): void => {
    const text = gathered.join("\n");
    gathered = [];
    if (text.trim() === "" && !options.waits()) {
      if (interactive) output.write(prompt);
      return;
    }
    busy = busy.then(() => options.take(text)).catch((error: unknown) => write(options.failed(error))).then(async () => {
      // Piped lines speak about the run before them, as a person would who waits for the answer.
      if (!interactive) await options.settled();
    });
  };
  const flushPiped = (line: string): void => {
    if (isCommand(line) && gathered.length > 1) {
      gathered.pop();
      flush();
      gathered.push(line);
    }
    flush();
  };
  lines.on("line", (line) => {
    gathered.push(line);
    if (!interactive) {
      // Piped in: a line that begins with a command stands alone, anything else is part of a paste until an empty line or a command.
      if (isCommand(line) || line.trim() === "") flushPiped(line);
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(flush, pasteGapMs);
  });
  lines.on("close", () => {
    clearTimeout(timer);
    if (gathered.length > 0) flush();
    void busy.then(options.settled).then(ended);
  });
  if (interactive) output.write(prompt);
  return {
    write, done,
    status: (text) => { if (interactive) output.write(`${clear}${text}`); },
    close: () => lines.close(),
  };
}

/** A line that speaks to the bot in its own words. */
export function isCommand(line: string): boolean {
  return /^\s*(?:\/|@)duo\b/iu.test(line) || /^\s*(?:duo\s+)?(?:check|explain|status|history|stacks|self|help|again|why|steps|evidence|timings|practice|report|silence|incidents|expect|press)\b/iu.test(line);
}
