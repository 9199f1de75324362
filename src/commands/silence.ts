import type { Answer, Desk } from "../core/desk.ts";
import { readDuration } from "../core/duration.ts";
import { silencesOf } from "../core/kept.ts";
import { nearest } from "../core/nearest.ts";
import { span } from "../core/text.ts";
import { type Command, note, usage } from "./command.ts";
import { chooseStack } from "./stack-choice.ts";

/** Longest maintenance window, ms: what lasts longer is accepted by its code, with a reason. */
const longestMs = 14 * 86_400_000;

/** A maintenance window: what breaks in it is remembered, and announced only when it outlasts the window. */
export const silence: Command = {
  name: "silence",
  synopsis: "silence <stack> <duration|off|list> [reason]",
  help: "a maintenance window: no alerts of a stack for a while",
  role: "operator",
  async run(words, saying, desk): Promise<Answer> {
    const known = new Set(desk.stacks.map((stack) => stack.name));
    const [first, second] = words;
    if (first === "list" || (words.length === 0)) return list(desk);
    const named = first !== undefined && known.has(first);
    const chosen = chooseStack(named ? first : undefined, saying, desk);
    if (!named && first !== undefined && first !== "off" && readDuration(first) === undefined && readDuration(`${first}${second ?? ""}`) === undefined) return usage(silence, unknownStack(first, [...known]));
    if ("problem" in chosen) return usage(silence, chosen.problem);
    const [term = "", ...rest] = named ? words.slice(1) : words;
    if (term === "list") return list(desk);
    const { stack } = chosen;
    const silences = silencesOf(desk.store);
    if (term === "off") {
      const gone = await silences.remove(stack);
      return gone ? { replies: [{ slot: "silence", audience: "everyone", blocks: [{ kind: "headline", mark: "info", text: `${saying.person.name} ended the silence of ${stack}: incidents are announced again.` }] }] } : note(`${stack} is not silenced.`);
    }
    const joined = readDuration(`${term}${rest[0] ?? ""}`);
    const length = joined ?? readDuration(term);
    if (length === undefined) return usage(silence, second === undefined && named ? "For how long? For example 2h or 90m" : `"${term.slice(0, 40)}" is no duration; write it like 2h, 90m or 1d`);
    if (length <= 0 || length > longestMs) return usage(silence, `A silence lasts at most ${span(longestMs)}; accept a known finding instead: /duo expect <code> ${stack} until <date> <reason>`);
    const reason = desk.redact(rest.slice(joined === undefined ? 0 : 1).join(" ").replace(/^because\s+/iu, "").trim()).slice(0, 300);
    const from = desk.now().getTime();
    await silences.put(stack, { stack, from, until: from + length, reason: reason === "" ? "maintenance" : reason, author: saying.person.name });
    return { replies: [{ slot: "silence", audience: "everyone", blocks: [{ kind: "headline", mark: "info", text: `${stack} is silenced for ${span(length)}, until ${new Date(from + length).toISOString().slice(0, 16).replace("T", " ")} UTC, by ${saying.person.name}: ${reason === "" ? "maintenance" : reason}` }, { kind: "note", text: `What is still broken then is announced then. /duo silence ${stack} off ends it.` }] }] };
  },
};

function unknownStack(word: string, names: readonly string[]): string {
  const near = nearest(word, names);
  return `No stack is called "${word.slice(0, 40)}"${near === undefined ? `. There are: ${names.join(", ")}` : `, did you mean "${near}"?`}`;
}

async function list(desk: Desk): Promise<Answer> {
  const now = desk.now().getTime();
  const open = (await silencesOf(desk.store).list()).map(({ document }) => document).filter((one) => one.until > now);
  if (open.length === 0) return note("No stack is silenced.");
  return { replies: [{ slot: "silences", audience: "asker", blocks: open.map((one) => ({ kind: "fact", label: one.stack, text: `for ${span(one.until - now)} more, by ${one.author}: ${one.reason}` })) }] };
}
