import type { Press } from "../core/chat.ts";
import type { Answer, Desk, Saying } from "../core/desk.ts";
import { formOf, opensForm } from "../core/form.ts";
import type { Reply } from "../core/reply.ts";
import type { Result } from "../core/result.ts";
import { sayEvidence, saySteps } from "../replies/verdict.ts";
import { askAbout } from "./check.ts";
import { note } from "./command.ts";
import { answerThumb } from "./feedback.ts";
import { openForm } from "./forms.ts";
import { handOver } from "./hand-over.ts";
import { goneAnswer, storedResult } from "./stored-result.ts";
import { answerLine } from "./table.ts";

const troubled = new Set(["fail", "warn", "blocked", "unknown"]);

/** The checks of a run that did not hold, as a question takes them. */
function failedOf(result: Result): string[] {
  return [...new Set(result.checks.filter((check) => troubled.has(check.verdict)).map((check) => check.id.split("@")[0] ?? check.id))].slice(0, 100);
}

/** The run that a button is about; undefined for buttons that are about a stack. */
export const runOfPress = ({ action, value }: Pick<Press, "action" | "value">): string | undefined => (action === "check" || value === "-" ? undefined : action === "verify" ? value.slice(0, Math.max(0, value.lastIndexOf("/"))) : value);

/**
 * Answers a button. Buttons carry all that they need, so they work after a restart; what they are about may be gone or old, and then the
 * answer offers to run again.
 */
export async function answerPress(press: Pick<Press, "action" | "value">, saying: Saying, desk: Desk): Promise<Answer> {
  const { action, value } = press;
  if (opensForm(action)) return openForm(formOf(action), value, saying, desk);
  const run = runOfPress(press) ?? value;
  switch (action) {
    case "check":
      return answerLine({ ...saying, text: `duo check ${value}` }, desk);
    case "help":
      return answerLine({ ...saying, text: "duo help" }, desk);
    case "again":
      return (await desk.store.runs.get(value)) === undefined ? goneAnswer(saying, desk) : answerLine({ ...saying, text: "duo again", lastRun: value }, desk);
    case "handover":
      return handOver(value, saying, desk);
    case "right":
    case "wrong":
      return answerThumb(action === "right", value, saying, desk);
  }
  const stored = await storedResult(run, desk);
  const [, shared, what] = /^(share-)?(why|steps)$/u.exec(action) ?? [];
  if (what === undefined && action !== "rerun" && action !== "verify") return note(`This button ("${action.slice(0, 40)}") belongs to another version of duo-triage. Ask again: /duo check`, "unknown");
  if (stored === undefined) return goneAnswer(saying, desk);
  const { result, old, question } = stored;
  if (action === "rerun") {
    const only = failedOf(result);
    // A viewer may look again, and spends nothing.
    const deep = question?.deep === true && saying.person.role !== "viewer";
    return askAbout(result.stack, { kind: "check", deep, ...(only.length === 0 ? {} : { only }) }, saying, desk);
  }
  if (action === "verify") {
    const only = value.slice(run.length + 1).split("+").filter((code) => /^(?:DT\d{3}|custom\.[a-z0-9-]{1,40})$/u.test(code));
    return only.length === 0 ? note("This button belongs to another version of duo-triage.", "unknown") : askAbout(result.stack, { kind: "check", deep: false, only }, saying, desk);
  }
  const reply: Reply = what === "why" ? sayEvidence(result) : saySteps(result);
  if (shared !== undefined) return { replies: [{ ...reply, audience: "everyone" }] };
  return {
    replies: [{
      ...reply, audience: "asker",
      blocks: [...(old ? [{ kind: "note" as const, text: `This result is old: it is from ${result.startedAt}.` }] : []), ...reply.blocks],
      actions: [{ id: `share-${what ?? ""}`, label: "Share", value: run }, ...(old ? [{ id: "again", label: "Run again", value: run }] : []), ...(reply.actions ?? [])],
    }],
  };
}
