import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath, pathToFileURL } from "node:url";
import { openTerminal } from "../../../src/chat/terminal/terminal.ts";
import type { Seat } from "../../../src/chat/terminal/seat.ts";
import { until } from "../../store/lanes.ts";
import type { Seen, Stage, Who } from "../contract.ts";

interface Watched extends Seat {
  input: PassThrough;
  /** All that was printed. */
  text(): string;
}

function sit(name: string, channel: string): Watched {
  const output = new PassThrough();
  let text = "";
  output.on("data", (chunk) => { text += String(chunk); });
  return { person: { id: name, name, groups: [] }, channel, input: new PassThrough(), output, interactive: true, text: () => text };
}

/** What was printed at once, in order: each stands behind the control code that clears the line. */
const piecesOf = (text: string): string[] => text.split("\r\u001b[K").map((piece) => piece.replace(/\n?(?:duo> )+$/u, "")).filter((piece) => piece !== "" && piece !== "duo> ");

const buttonsOf = (piece: string): string[] => /^(\[1\] .+)\n\(a number presses it\)/mu.exec(piece)?.[1]?.split(/\s*\[\d+\] /u).filter((label) => label !== "") ?? [];

const filesOf = (piece: string): Seen["files"] => [...piece.matchAll(/all of it is in (file:\S+)/gu)].map(([, url = ""]) => ({ name: url, content: readFileSync(fileURLToPath(url), "utf8") }));

/** What one screen shows, as messages: all that was printed about a run before and with its verdict is one that changes. */
function messagesOf(text: string): Seen[] {
  const seen: Seen[] = [];
  const open = new Map<string, string[]>();
  for (const piece of piecesOf(text)) {
    const begun = /(?:queued as|joined) (r-\w+)/u.exec(piece)?.[1];
    const running = /^running \S+ \((r-\w+)\)/u.exec(piece)?.[1];
    const ended = /· run (r-\w+)/u.exec(piece)?.[1];
    const known = running ?? ended;
    const history = known === undefined ? undefined : open.get(known);
    if (history !== undefined) history.push(running === undefined ? piece : piece.trim());
    else if (running === undefined) {
      const fresh = [piece];
      const id = begun ?? `${seen.length}`;
      if (begun !== undefined) open.set(begun, fresh);
      seen.push({
        id: `${id}/${seen.length}`, thread: undefined, inChannel: true, history: fresh, pings: [],
        get text() { return fresh.at(-1) ?? ""; },
        get buttons() { return buttonsOf(fresh.at(-1) ?? ""); },
        get files() { return fresh.flatMap(filesOf); },
      });
    }
    if (known !== undefined && ended !== undefined) open.delete(ended);
  }
  return seen.map((one) => ({ ...one, text: one.text, buttons: one.buttons, files: one.files, pings: /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/u.test(one.history.join("")) ? ["a control character"] : [] }));
}

/** Names of fields by how the words begin that people see. */
const fieldNames: Record<string, string> = { Finding: "code", Reason: "reason", Until: "until", Stack: "stack", "What of it": "place", Spend: "deep", To: "destination", "Your words": "note", "What was broken": "words" };
const nameOf = (label: string): string => Object.entries(fieldNames).find(([words]) => label.startsWith(words))?.[1] ?? label;

/** A terminal in which several people sit: each sees what is said in the channel, and what is said to them alone. */
export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "duo-triage-terminal-"));
  const channels = ["one", "two"];
  // Eve only looks: what she sees is what everyone sees.
  const seats = channels.flatMap((channel) => ["ana", "ben", "eve"].map((name) => sit(name, channel)));
  const seatOf = (who: string, channel: string): Watched => seats.find((seat) => seat.person.id === who && seat.channel === channel) as Watched;
  const where: Record<Who, string> = { ana: "one", ben: "one" };
  const eve = (channel: string): string => seatOf("eve", channel).text();
  /** Types lines one after another, as somebody would: what comes within a moment would be a paste. */
  let typing: Promise<void> = Promise.resolve();
  const type = (who: Who, channel: string, line: string): Promise<void> => {
    where[who] = channel;
    typing = typing.then(async () => {
      seatOf(who, channel).input.write(`${line}\n`);
      await new Promise((resolve) => setTimeout(resolve, 60));
    });
    return typing;
  };
  const aloneAt = (who: Who, channel: string): string[] => {
    const open = piecesOf(eve(channel));
    return piecesOf(seatOf(who, channel).text()).filter((piece) => {
      const place = open.indexOf(piece);
      if (place !== -1) open.splice(place, 1);
      return place === -1;
    });
  };
  const heard: Record<Who, string[]> = { ana: [], ben: [] };
  /** What a person alone was shown, in the order in which it was looked at: each place has an order of its own. */
  const alone = (who: Who): string[] => {
    const known = [...heard[who]];
    for (const piece of channels.flatMap((channel) => aloneAt(who, channel))) {
      const place = known.indexOf(piece);
      if (place === -1) heard[who].push(piece);
      else known.splice(place, 1);
    }
    return heard[who];
  };
  /** The question that stands open for a person. */
  const question = (who: Who): string | undefined => /^i INFO {2}(.+)\?$/mu.exec(piecesOf(seatOf(who, where[who]).text()).at(-1) ?? "")?.[1];
  const opening = (who: Who): string | undefined => aloneAt(who, where[who]).findLast((piece) => piece.includes("Asked line by line: "));

  return {
    adapter: () => openTerminal({
      seats, look: { colour: false, width: 4_000 }, patienceMs: 5_000, now: Date.now,
      keep({ name, content }) {
        const path = join(mkdtempSync(join(folder, "answer-")), name);
        writeFileSync(path, content);
        return pathToFileURL(path).href;
      },
    }),
    channels: {}, below: 0, one: "one", two: "two", passive: "one",
    idOf: (who) => who,
    async command(who, channel, text) {
      await type(who, channel, `/duo ${text}`);
      // A line that was taken needs no acknowledgement.
      return { ackMs: 0 };
    },
    async mention(who, channel, text) {
      await type(who, channel, `@duo ${text}`);
      return { id: "" };
    },
    type: async () => { throw new Error("in a terminal everything is said to the bot"); },
    typeAsBot: async () => undefined,
    async press(who, message, label) {
      const channel = channels.find((one) => messagesOf(eve(one)).some(({ id, history }) => id === message.id && history[0] === message.history[0])) ?? "one";
      await type(who, channel, `press ${label}`);
      return { ackMs: 0 };
    },
    async pressPrivate(who, label) {
      await type(who, where[who], `press ${label}`);
      return { ackMs: 0 };
    },
    window(who) {
      const text = opening(who);
      if (question(who) === undefined || text === undefined) return undefined;
      return { text, fields: (/Asked line by line: (.*)\. An empty line/u.exec(text)?.[1] ?? "").split(" · ").map(nameOf) };
    },
    async submit(who, values) {
      const answered = new Set<string>();
      for (let asked = question(who), round = 0; asked !== undefined && round < 12; round += 1) {
        const before = seatOf(who, where[who]).text().length;
        await type(who, where[who], values[nameOf(asked)] ?? "");
        await until("the next question or an end", () => seatOf(who, where[who]).text().length > before);
        answered.add(asked);
        asked = question(who);
        // Asked once more: something was wrong with it.
        if (asked !== undefined && answered.has(asked)) return { ackMs: 0, problems: [piecesOf(seatOf(who, where[who]).text()).at(-1) ?? ""] };
      }
      return { ackMs: 0, problems: [] };
    },
    messages: (channel) => messagesOf(eve(channel)),
    whispers: (who) => alone(who).map((text) => ({ text, buttons: buttonsOf(text) })),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
}
