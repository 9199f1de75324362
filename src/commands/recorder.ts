import type { AuditEntry } from "../core/audit.ts";
import type { Person, Press } from "../core/chat.ts";
import type { Answer, Desk, Saying } from "../core/desk.ts";
import type { Submitted } from "../core/form.ts";
import type { Conversation } from "../core/queue.ts";
import { cleanLine, sayError, withoutName } from "../core/text.ts";
import { commandNamed } from "./table.ts";

/** Replies that show what was found out, told from notes and lists of commands by their slots. */
const findings: ReadonlySet<string> = new Set(["verdict", "evidence", "steps", "timings", "history", "status", "report", "incidents", "decided"]);
const mostWords = 200;

/** Writes down who did what. No method rejects: whoever was answered is not told that a memory is away. */
export interface Recorder {
  line(text: string, how: "command" | "addressed" | "picked" | "passive", saying: Saying, answer: Answer): Promise<void>;
  pressed(press: Pick<Press, "action" | "value">, about: string | undefined, saying: Saying, answer: Answer): Promise<void>;
  submitted(sent: Submitted, saying: Saying, answer: Answer): Promise<void>;
  /** Somebody without any role wanted something. */
  stranger(person: Pick<Person, "id" | "name">, conversation: Conversation, what: string): Promise<void>;
}

export function openRecorder(desk: Pick<Desk, "store" | "now" | "redact" | "explain">, trouble: (message: string) => void): Recorder {
  const plain = (text: string, most: number): string => cleanLine(desk.redact(text), most);
  const place = (person: Pick<Person, "id" | "name">, { platform, channel }: Conversation): Pick<AuditEntry, "at" | "platform" | "channel" | "person"> => ({
    at: desk.now().getTime(), platform, channel, person: { id: cleanLine(person.id, 200), name: plain(person.name, 200) },
  });
  const put = async (entries: readonly AuditEntry[]): Promise<void> => {
    for (const entry of entries) {
      await desk.store.audit.append(entry).catch((error: unknown) => trouble(`It is not remembered who did what: ${sayError(error)}`));
    }
  };
  const told = async (did: "asked" | "pressed" | "submitted", what: string, saying: Saying, answer: Answer, more: Pick<AuditEntry, "run" | "stack" | "words"> = {}): Promise<void> => {
    const run = answer.run ?? more.run;
    const stack = answer.asked?.stack ?? more.stack;
    const base = { ...place(saying.person, saying.conversation), role: saying.person.role, ...more, ...(run === undefined ? {} : { run }), ...(stack === undefined ? {} : { stack }) };
    if (answer.refused !== undefined) return put([{ ...base, did: "refused", what, outcome: `needs the role ${answer.refused}` }]);
    const { words: _words, ...rest } = base;
    // A run that was only asked for has nothing to show yet.
    const shown = answer.replies.map(({ slot }) => slot).filter((slot) => findings.has(slot) && !(slot === "verdict" && answer.run !== undefined));
    await put([{ ...base, did, what }, ...(shown.length === 0 ? [] : [{ ...rest, did: "saw" as const, what: cleanLine([...new Set(shown)].join(", "), 100) }])]);
  };

  return {
    line(text, how, saying, answer) {
      const bare = withoutName(text).split("\n")[0]?.trim() ?? "";
      const command = how === "command" || how === "addressed" ? commandNamed((bare.split(/\s+/u, 1)[0] ?? "").toLowerCase()) : undefined;
      const run = saying.lastRun === undefined || command?.thread !== true ? {} : { run: saying.lastRun };
      if (command !== undefined && command.name !== "explain") return told("asked", command.name, saying, answer, { words: plain(bare, mostWords), ...run });
      // What somebody pasted is theirs: only what was recognised in it is kept.
      const codes = desk.explain(text).reported.slice(0, 10).join(" ");
      const what = how === "passive" ? "explain (heard)" : how === "picked" ? "explain (picked)" : bare === "" ? "open" : "explain";
      return told("asked", what, saying, answer, codes === "" ? {} : { words: plain(codes, mostWords) });
    },
    pressed({ action, value }, about, saying, answer) {
      return told("pressed", cleanLine(action, 100), saying, answer, about === undefined ? (action === "check" ? { stack: cleanLine(value, 200) } : {}) : { run: cleanLine(about, 128) });
    },
    submitted({ form, value, fields }, saying, answer) {
      // Names and choices, no texts: what somebody wrote into a window stays where it was sent.
      const words = Object.entries(fields).map(([name, text]) => (/^[A-Za-z0-9_.:-]{1,40}$/u.test(text) ? `${name}=${text}` : name)).join(" ");
      return told("submitted", cleanLine(form, 100), saying, answer, { ...(words === "" ? {} : { words: plain(words, mostWords) }), ...(value === "-" || value === "" ? {} : { run: cleanLine(value, 128) }) });
    },
    stranger: (person, conversation, what) => put([{ ...place(person, conversation), did: "refused", what: cleanLine(what, 100), outcome: "has no role" }]),
  };
}
