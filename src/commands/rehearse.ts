import type { Answer, Desk } from "../core/desk.ts";
import { readStored } from "../core/result.ts";
import { span } from "../core/text.ts";
import { sayRehearsal } from "../replies/rehearsal.ts";
import { type Command, note, usage } from "./command.ts";
import { chooseStack } from "./stack-choice.ts";

// A stack is checked every few minutes; facts of yesterday are no longer its present state.
const freshMs = 24 * 3_600_000;
const looked = 30;

/** Go or no-go of an upgrade, from the facts of the stack's latest whole run: nothing is asked anew. */
export const rehearse: Command = {
  name: "rehearse",
  synopsis: "rehearse [stack] <version>",
  help: "what an upgrade of GitLab to that version would meet on this stack: go, no-go, and what to do first",
  role: "viewer",
  async run(words, saying, desk): Promise<Answer> {
    if (desk.rehearse === undefined) return note("This process rehearses nothing. On the command line: duo-triage rehearse <stack> <version>", "unknown");
    const named = words.length > 1 || desk.stacks.some((stack) => stack.name === words[0]) ? words[0] : undefined;
    const chosen = chooseStack(named, saying, desk);
    if ("problem" in chosen) return usage(rehearse, chosen.problem);
    const rest = words.slice(chosen.used ? 1 : 0);
    const [version = ""] = rest;
    if (rest.length !== 1) return usage(rehearse, version === "" ? "To which version? For example 19.4" : `"${(rest[1] ?? "").slice(0, 40)}" is one word too many`);
    const found = await latestWhole(chosen.stack, desk);
    if (found === undefined) {
      const { replies } = note(`No run of the whole stack ${chosen.stack} of the last day is stored, and a rehearsal rests on its facts. Check it first, then ask again.`, "unknown");
      return { replies: replies.map((reply) => ({ ...reply, actions: [{ id: "check", label: `Check ${chosen.stack}`, value: chosen.stack }] })) };
    }
    const rehearsal = desk.rehearse(found.result, found.saved, version);
    if ("problem" in rehearsal) return usage(rehearse, rehearsal.problem);
    return { replies: [sayRehearsal(rehearsal, span(desk.now().getTime() - Date.parse(rehearsal.at)))] };
  },
};

/** The newest stored run that was not restricted, with its evidence. */
async function latestWhole(stack: string, desk: Desk) {
  for (const { run, startedAt } of await desk.store.runs.list({ stack, limit: looked })) {
    if (desk.now().getTime() - startedAt > freshMs) return undefined;
    const { result, saved } = readStored(await desk.store.runs.get(run)) ?? {};
    if (result !== undefined && saved !== undefined && saved.asked === undefined) return { result, saved };
  }
  return undefined;
}
