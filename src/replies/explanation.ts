import type { Explanation } from "../core/explanation.ts";
import type { Block, Reply } from "../core/reply.ts";
import type { Result } from "../core/result.ts";
import type { RemedyStep } from "../core/rule.ts";
import { describedAt, sayEvidence, saySteps, sayVerdict } from "./verdict.ts";

const shown = 4;

/** The answer to a pasted code or text, from the catalogue alone. */
export function sayExplanation(explanation: Explanation): Reply {
  const blocks: Block[] = [];
  for (const symptom of explanation.symptoms.slice(0, shown)) {
    blocks.push({ kind: "headline", mark: "info", text: `${symptom.id}${symptom.times > 1 ? ` (${symptom.times} times)` : ""}: ${symptom.says}` });
    blocks.push({ kind: "fact", label: "Seen in", text: symptom.seenIn });
    if (symptom.suspects.length > 0) blocks.push({ kind: "fact", label: "Most often", text: symptom.suspects.map((suspect) => `${suspect.code} ${plainTitle(suspect.title)}`).join(" · ") });
    const [look] = symptom.looks;
    if (look !== undefined) blocks.push({ kind: "fact", label: "Look first", text: `${plainTitle(look.do)}${look.reading === undefined ? "" : ` (${plainTitle(look.reading)})`}` });
    if (symptom.neverMeans !== undefined) blocks.push({ kind: "fact", label: "Beware", text: symptom.neverMeans });
  }
  const more = explanation.symptoms.slice(shown).map((symptom) => symptom.id);
  if (more.length > 0) blocks.push({ kind: "fact", label: "Also in it", text: more.slice(0, 20).join(", ") });
  for (const cause of explanation.causes.slice(0, shown)) {
    blocks.push({ kind: "headline", mark: "info", text: `${cause.code} ${cause.name}: ${plainTitle(cause.title)}` });
    blocks.push({ kind: "fact", label: "Hits", text: cause.breaks.length === 0 ? "nothing by itself" : cause.breaks.join(", ") });
    if (cause.explains.length > 0) blocks.push({ kind: "fact", label: "Users see", text: cause.explains.join(", ") });
    blocks.push({ kind: "steps", title: "What to do", steps: cause.remedy.map(plainStep) });
  }
  for (const alarm of explanation.falseAlarms.slice(0, 2)) {
    blocks.push({ kind: "fact", label: "Possibly a false alarm", text: `${alarm.sentence}${alarm.when.length === 0 ? "" : ` This holds when: ${alarm.when.join("; ")}`}` });
  }
  blocks.push(...describedAt(explanation.docs, [...explanation.causes.slice(0, shown).map(({ code }) => code), ...explanation.symptoms.slice(0, shown).flatMap(({ suspects }) => suspects.map(({ code }) => code))]));
  if (blocks.length === 0) {
    for (const miss of explanation.nearMisses.slice(0, 3)) {
      blocks.push({ kind: "headline", mark: "unknown", text: miss.meant.length === 0 ? `${miss.found} is no code of GitLab Duo` : `${miss.found}: did you mean ${orList(miss.meant)}?` });
    }
  }
  if (blocks.length === 0) {
    blocks.push({ kind: "headline", mark: "unknown", text: "No code, message or log line that duo-triage knows stands in this." });
    blocks.push({ kind: "note", text: "Paste the whole line with its code or exception, or ask for a check of the stack." });
  }
  if (explanation.cut) blocks.push({ kind: "note", text: "The paste was long; its middle was left out." });
  return { slot: "explanation", audience: "everyone", blocks };
}

/** The warning that only the person who pasted a secret sees. */
export function sayRotate(kinds: readonly string[]): Reply {
  return {
    slot: "rotate", audience: "asker",
    blocks: [{ kind: "headline", mark: "warn", text: `What you pasted seems to hold a secret (${kinds.join(", ")}). It is not stored or repeated here; rotate it, since this conversation now holds it.` }],
  };
}

/** Titles of the catalogue without a stack: the holes become plain words. */
export function plainTitle(title: string): string {
  return title.replace(/(?<![%$])\{([a-zA-Z_]{1,40})\}/gu, (_hole, name: string) => `<${name.replace(/([A-Z])/gu, " $1").toLowerCase().replaceAll("_", " ")}>`);
}

/** A step of the catalogue without a stack. */
const plainStep = (step: RemedyStep): RemedyStep => Object.fromEntries(Object.entries(step).map(([part, text]) => [part, plainTitle(text as string)])) as unknown as RemedyStep;

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}

/** The answer to a pasted text: what it proves by itself, and what is left to explain of it. */
export function sayPasted(explanation: Explanation, judged: Result | undefined): Reply[] {
  if (judged === undefined) return [sayExplanation(explanation)];
  const decided = judged.diagnosis.causes.length + judged.diagnosis.cannotTell.length > 0;
  return [sayJudgedText(judged), decided ? sayBeside(explanation) : sayExplanation(explanation)].filter((reply) => reply !== undefined);
}

/** What is left to explain of a text that was judged: its codes, and results that mislead. Undefined where nothing is. */
function sayBeside(explanation: Explanation): Reply | undefined {
  const rest = { ...explanation, symptoms: explanation.symptoms.filter((symptom) => symptom.code) };
  return rest.symptoms.length + rest.causes.length + rest.falseAlarms.length === 0 ? undefined : sayExplanation(rest);
}

/** What a pasted text proves by itself: the verdict, what it rests on, and that nobody asked the stack. */
export function sayJudgedText(result: Result): Reply {
  const [verdict, evidence, steps] = [sayVerdict(result), sayEvidence(result), saySteps(result)];
  const shown = new Set(["Cause", "Cannot tell", "What would tell", "Who is hit", "Security", "Notice"]);
  const about = verdict.blocks.filter((block) => (block.kind === "fact" && (shown.has(block.label) || block.label.startsWith("Cause"))) || block.kind === "code" || block.kind === "links");
  const { causes, cannotTell } = result.diagnosis;
  const head: Block = causes.length > 0 ? { kind: "headline", mark: "fail", text: "What was pasted tells the cause" }
    : cannotTell.length > 0 ? { kind: "headline", mark: "undecided", text: "What was pasted narrows the cause down, and does not decide it" }
    : { kind: "headline", mark: "info", text: result.checks.some((check) => check.verdict === "pass") ? "What was pasted shows no fault: the steps in it went well" : "What was pasted names no fault" };
  const told = [...new Map(evidence.blocks.flatMap((block) => (block.kind === "evidence" ? [[block.said, block] as const] : []))).values()].slice(0, 3);
  return { slot: "pasted", audience: "everyone", blocks: [head, ...about, ...told, ...(causes.length > 0 ? steps.blocks.slice(0, 2) : []), { kind: "note", text: "Basis: reported. Nothing was asked of the stack; the words are those of the text." }] };
}
