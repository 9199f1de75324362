import type { Answer, Desk, JudgedText, Saying } from "../core/desk.ts";
import { readStored, type Result, type SavedRun } from "../core/result.ts";
import { sayPasted, sayRotate } from "../replies/explanation.ts";
import { sayVerdict } from "../replies/verdict.ts";
import { askAbout } from "./check.ts";
import { type Command, usage } from "./command.ts";
import { chooseStack } from "./stack-choice.ts";

/** Explains a paste at once from the catalogue; where it names suspects and the stack is clear, a targeted check follows. */
export async function explainPaste(text: string, saying: Saying, desk: Desk): Promise<Answer> {
  const explanation = desk.explain(text);
  const judged = await desk.judge?.(text, await lastOf(saying, desk));
  if (judged?.answers !== undefined) return decideWith(judged.result, judged.answers, desk);
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

/** The last run of this conversation with its evidence, as far as the history keeps it. */
async function lastOf(saying: Saying, desk: Desk): Promise<{ result: Result; saved: SavedRun } | undefined> {
  const { result, saved } = readStored(saying.lastRun === undefined ? undefined : await desk.store.runs.get(saying.lastRun)) ?? {};
  return result !== undefined && saved !== undefined ? { result, saved } : undefined;
}

/** Whether a text answers a test that the last run asked for. */
export async function answersTest(text: string, saying: Saying, desk: Desk): Promise<boolean> {
  const last = await lastOf(saying, desk);
  return last !== undefined && last.result.diagnosis.cannotTell.length > 0 && (await desk.judge?.(text, last))?.answers !== undefined;
}

/** The answer to a test decides the run that asked for it: its record and its message say so. */
async function decideWith(result: Result, answers: NonNullable<JudgedText["answers"]>, desk: Desk): Promise<Answer> {
  const record = await desk.store.runs.get(result.run);
  if (record !== undefined) await desk.store.runs.save({ ...record, verdict: result.verdict, result, facts: answers.saved });
  const { causes, cannotTell } = result.diagnosis;
  const text = causes.length > 0 ? `That decides it: ${causes.map(({ code, title }) => `${code} ${title}`).join("; ")}` : cannotTell.length > 0 ? `That leaves ${cannotTell[0]?.among.join(", ") ?? "the question open"}` : "That leaves nothing to blame";
  const verdict = sayVerdict(result);
  return { replies: [{ slot: "decided", audience: "everyone", blocks: [{ kind: "headline", mark: causes.length > 0 ? "fail" : "undecided", text }, ...verdict.blocks.filter((block) => block.kind === "fact" && ["Do now", "What would tell", "Who is hit"].includes(block.label))] }], decides: { run: result.run, reply: verdict } };
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
