import type { Answer, Desk, Saying } from "../core/desk.ts";
import { sayPasted, sayRotate } from "../replies/explanation.ts";
import { askAbout } from "./check.ts";
import { type Command, usage } from "./command.ts";
import { chooseStack } from "./stack-choice.ts";

/** Explains a paste at once from the catalogue; where it names suspects and the stack is clear, a targeted check follows. */
export async function explainPaste(text: string, saying: Saying, desk: Desk): Promise<Answer> {
  const explanation = desk.explain(text);
  const judged = await desk.judge?.(text);
  const replies = sayPasted(explanation, judged?.result);
  if (explanation.secrets.length > 0) replies.push(sayRotate(explanation.secrets));
  const chosen = chooseStack(undefined, saying, desk);
  const told = judged === undefined ? [] : [...new Set(judged.evidence.findings.flatMap((finding) => finding.codes))];
  if (told.length === 0 && (explanation.suspects.length === 0 || explanation.reported.length === 0)) return { replies };
  if ("problem" in chosen) {
    if (desk.stacks.length > 1) replies.push({ slot: "pick", audience: "everyone", blocks: [{ kind: "note", text: `Which stack shall be checked? ${desk.stacks.map((stack) => `/duo check ${stack.name}`).join(" · ")}` }], actions: desk.stacks.slice(0, 5).map((stack) => ({ id: "check", label: stack.name, value: stack.name })) });
    return { replies };
  }
  const only = [...new Set([...told, ...explanation.suspects])].slice(0, 40);
  const asked = await askAbout(chosen.stack, { kind: "explain-check", deep: false, only, codes: explanation.reported.slice(0, 40).map((id) => id.slice(0, 64)), ...(judged === undefined || told.length === 0 ? {} : { evidence: judged.evidence }) }, saying, desk);
  return { ...asked, replies: [...replies, ...asked.replies] };
}

export const explain: Command = {
  name: "explain",
  synopsis: "explain <code or text>",
  help: "what a code, message or log line means",
  role: "viewer",
  async run(words, saying, desk) {
    if (words.length === 0) return usage(explain, "What shall be explained? For example: /duo explain A1003");
    return explainPaste(words.join(" "), saying, desk);
  },
};
