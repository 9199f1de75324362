import type { JudgedText } from "../core/desk.ts";
import { type Redact, redactDeep } from "../core/redact.ts";
import type { Result, SavedRun } from "../core/result.ts";
import { loadRegistry } from "./registry.ts";
import { newRun } from "./run-id.ts";

/**
 * Judges pasted texts: as the answer to a test that the last run asked for, where the text carries that test's mark or decides it; by
 * themselves otherwise. Rules and parsers are read when the first text comes. `docs`: as of `loadRegistry`.
 */
export function judgeTexts(redact: Redact, docs?: string): (text: string, last?: { result: Result; saved: SavedRun }) => Promise<JudgedText | undefined> {
  return async (text, last) => {
    const [{ readEvidence }, { readAnswer, testNamed }, { judgeText, judgeWith }] = await Promise.all([import("../knowledge/evidence/read-evidence.ts"), import("../knowledge/answers/answer.ts"), import("../diagnosis/diagnose.ts")]);
    const marked = testNamed(text);
    const open = (last?.result.diagnosis.cannotTell ?? []).filter((one) => one.separatingTest.id !== undefined && (marked === undefined || one.separatingTest.id === marked));
    const evidence = redactDeep(readEvidence(text), redact);
    // Logs and tool output speak for themselves; a short answer without a mark is read as what was asked for.
    const short = text.length < 4000 && (evidence?.findings.length ?? 0) === 0;
    if (last !== undefined && (marked !== undefined || short)) {
      for (const { separatingTest, among } of open) {
        const test = separatingTest.id ?? "";
        const answer = redactDeep(readAnswer(test, text, among, knownOf(last.saved)), redact);
        if (answer === undefined) continue;
        const { result, saved } = judgeWith(last.saved, answer, await loadRegistry(docs), new Date());
        return { evidence: answer, result, answers: { test, saved } };
      }
    }
    const alone = (marked === undefined ? undefined : redactDeep(readAnswer(marked, text, []), redact)) ?? evidence;
    if (alone === undefined || alone.signs.length === 0) return undefined;
    return { evidence: alone, result: judgeText(alone, await loadRegistry(docs), { run: newRun(), trigger: "cli", at: new Date() }).result };
  };
}

/** What the run knows of the stack, for answers that mean something only beside it. */
function knownOf(saved: SavedRun): { family?: string; servedName?: string; endpointHost?: string; gitlabHost?: string } {
  const endpoint = saved.facts.find((fact) => fact.id === "model/endpoint")?.value as { family?: unknown; servedName?: unknown; host?: unknown } | undefined;
  const text = (key: string, value: unknown): Record<string, string> => (typeof value === "string" && value !== "" ? { [key]: value } : {});
  return { ...text("family", endpoint?.family), ...text("servedName", endpoint?.servedName), ...text("endpointHost", endpoint?.host), ...text("gitlabHost", URL.canParse(saved.stack.gitlabUrl) ? new URL(saved.stack.gitlabUrl).hostname : "") };
}
