import type { Attachment, ChatAdapter, ChatHealth, ChatListener, PostRequest, Responder } from "../../core/chat.ts";
import type { Posted } from "../../core/queue.ts";
import type { Action, Reply } from "../../core/reply.ts";
import { sayError, withoutName } from "../../core/text.ts";
import { type Choices, openChoices } from "./choices.ts";
import { type Look, renderReply } from "./render.ts";
import { openScreen, type Screen, type Seat } from "./seat.ts";

export interface TerminalOptions {
  seats: readonly Seat[];
  look: Look;
  /** Longest wait for pending answers at the end of input, ms. */
  patienceMs: number;
  now(): number;
  /** Keeps a file, and says where it is. Without it what is too long is cut. */
  keep?(file: Attachment): string;
}

export interface Terminal extends ChatAdapter {
  /** Resolves when the input of all seats has ended and every pending answer is printed. */
  done: Promise<void>;
}

interface Taken {
  seat: Seat;
  screen: Screen;
  choices: Choices;
}

// More than this nobody reads on a screen.
const screenful = 30_000;

/** The terminal as a chat: lines in, replies out, answers of runs as they come. It edits nothing and has no threads: what changes is printed anew. */
export function openTerminal(options: TerminalOptions): Terminal {
  const { look } = options;
  let health: ChatHealth = { platform: "terminal", state: "starting", since: options.now(), problems: [] };
  let taken: readonly Taken[] = [];
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => { finish = resolve; });
  /** Runs that somebody waits for here. */
  const pending = new Set<string>();
  let idle: (() => void) | undefined;

  const settled = async ({ write }: Pick<Screen, "write">): Promise<void> => {
    if (pending.size === 0) return;
    let limit: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      idle = resolve;
      limit = setTimeout(() => {
        write(`no answer after ${Math.round(options.patienceMs / 1000)} s for ${[...pending].join(", ")}; it is stored and \`/duo history\` will show it`);
        pending.clear();
        resolve();
      }, options.patienceMs);
    });
    clearTimeout(limit);
    idle = undefined;
  };

  /** A reply as printed: what is too long is cut, and all of it is in a file. */
  async function printed(reply: Reply, whole?: PostRequest["whole"]): Promise<string> {
    const all = renderReply(reply, { ...look, whole: true });
    const text = renderReply(reply, look);
    if (options.keep === undefined || (text === all && text.length <= screenful)) return text;
    const file = (await whole?.().catch(() => undefined)) ?? { name: `duo-${reply.slot.replace(/[^A-Za-z0-9_-]/gu, "-").slice(0, 60)}.txt`, title: "All of the answer", content: `${renderReply(reply, { colour: false, width: 160, whole: true })}\n` };
    return `${text.length <= screenful ? text : text.slice(0, text.lastIndexOf("\n", screenful))}\nToo long for a screen; all of it is in ${options.keep(file)}`;
  }

  const show = ({ screen, choices }: Taken, text: string, actions: readonly Action[] | undefined): void => screen.write([text, choices.offer(actions)].filter((part) => part !== "").join("\n"));

  function take(seat: Seat, listener: ChatListener): Taken {
    const { person, channel } = seat;
    const conversation = { platform: "terminal", channel };
    const responder: Responder = { whisper: async (reply) => show(one, await printed(reply), reply.actions) };
    // Questions need somebody who answers them; a bare command offers picks, as a mention does elsewhere.
    const asks: Responder = seat.interactive ? { ...responder, ask: async (form) => one.choices.begin(form) } : responder;
    const choices = openChoices({
      press: ({ id, value }) => listener.press({ action: id, value, person, conversation }, asks),
      problems: listener.problems,
      submit: (submitted) => listener.submit({ ...submitted, person, conversation }, asks),
      show: (blocks) => one.screen.write(renderReply({ slot: "form", audience: "asker", blocks }, look)),
    });
    const screen: Screen = openScreen(seat, {
      waits: choices.asking,
      settled: () => settled(screen),
      failed: (error) => `duo-triage itself failed on this line: ${sayError(error)}`,
      take(text) {
        const pressed = choices.take(text);
        if (pressed !== undefined) return pressed;
        const bare = withoutName(text);
        // Many lines that name nobody are a paste, whatever word they begin with.
        const paste = bare === text.trim() && bare.includes("\n");
        return listener.hear({ text: bare, person, conversation, how: paste ? "picked" : "addressed" }, responder);
      },
    });
    const one: Taken = { seat, screen, choices };
    return one;
  }

  async function post(request: PostRequest): Promise<Posted> {
    const { run, slot, reply, conversation } = request;
    if (health.state !== "connected") return { kind: "later", afterMs: 500, reason: "The terminal is not open" };
    const here = taken.filter(({ seat }) => seat.channel === conversation.channel);
    if (here.length === 0) return { kind: "undeliverable", reason: "This terminal is closed" };
    const posted: Posted = { kind: "posted", message: { channel: conversation.channel, id: `${run}/${slot}` } };
    if (request.passing === true) {
      const { done: so = 0, total = "?" } = request.progress ?? {};
      for (const { screen } of here) screen.status(`running ${so}/${total} (${run}) `);
      return posted;
    }
    const verdict = slot.startsWith("verdict");
    // Of a message that changes again and again the first stands, and the lines that follow.
    if (request.edit === undefined || verdict) {
      const text = [await printed(reply, request.whole?.bind(request)), ...(request.files ?? []).map((file) => (options.keep === undefined ? `${file.name}: this terminal keeps no files` : `${file.title}: all of it is in ${options.keep(file)}`))].join("\n");
      // Nobody watches a pipe: that a run was queued is no answer there.
      const queued = request.waits !== undefined && reply.blocks.length === 1;
      for (const one of here) if (one.seat.interactive || !queued) show(one, text, reply.actions);
    }
    if (request.waits !== undefined) pending.add(run);
    else if (verdict && pending.delete(run) && pending.size === 0) idle?.();
    return posted;
  }

  return {
    platform: "terminal",
    flat: true,
    done,
    post,
    health: () => health,
    async start(listener) {
      taken = options.seats.map((seat) => take(seat, listener));
      health = { ...health, state: "connected", since: options.now() };
      void Promise.all(taken.map(({ screen }) => screen.done)).then(finish);
    },
    async close() {
      health = { ...health, state: "stopped", since: options.now() };
      for (const { screen } of taken) screen.close();
      taken = [];
    },
    nameOf: async (id) => options.seats.find(({ person }) => person.id === id)?.person.name,
  };
}
