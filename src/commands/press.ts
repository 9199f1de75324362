import type { Press } from "../core/chat.ts";
import type { Answer, Desk, Saying } from "../core/desk.ts";
import type { Reply } from "../core/reply.ts";
import { resultSchema } from "../core/result.ts";
import { sayEvidence, saySteps } from "../replies/verdict.ts";
import { note } from "./command.ts";
import { answerLine } from "./table.ts";

const oldMs = 24 * 3_600_000;

/**
 * Answers a button. Buttons carry all that they need, so they work after a restart; what they are about may be gone or old, and then the
 * answer offers to run again.
 */
export async function answerPress(press: Pick<Press, "action" | "value">, saying: Saying, desk: Desk): Promise<Answer> {
  const { action, value } = press;
  if (action === "check") return answerLine({ ...saying, text: `duo check ${value}` }, desk);
  if (action === "again") return answerLine({ ...saying, text: "duo again", lastRun: value }, desk);
  const [, shared, what] = /^(share-)?(why|steps)$/u.exec(action) ?? [];
  if (what === undefined) return note(`This button ("${action.slice(0, 40)}") belongs to another version of duo-triage. Ask again: /duo check`, "unknown");
  const record = await desk.store.runs.get(value);
  const result = resultSchema.safeParse(record?.result);
  if (!result.success) return note("This run is no longer stored. Ask again: /duo check", "unknown");
  const reply: Reply = what === "why" ? sayEvidence(result.data) : saySteps(result.data);
  if (shared !== undefined) return { replies: [{ ...reply, audience: "everyone" }] };
  const old = desk.now().getTime() - Date.parse(result.data.startedAt) > oldMs;
  return {
    replies: [{
      ...reply, audience: "asker",
      blocks: [...(old ? [{ kind: "note" as const, text: `This result is old: it is from ${result.data.startedAt}.` }] : []), ...reply.blocks],
      actions: [{ id: `share-${what}`, label: "Share", value }, ...(old ? [{ id: "again", label: "Run again", value }] : [])],
    }],
  };
}
