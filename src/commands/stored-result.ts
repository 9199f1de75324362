import type { Answer, Desk, Saying } from "../core/desk.ts";
import type { Question } from "../core/queue.ts";
import type { Action } from "../core/reply.ts";
import { type Result, resultSchema } from "../core/result.ts";
import { note } from "./command.ts";

/** After this a finding says little about the present, ms. */
const oldMs = 24 * 3_600_000;

export interface Stored {
  result: Result;
  question: Question | undefined;
  old: boolean;
}

/** A run that a button or form speaks of, as far as it is still kept. */
export async function storedResult(run: string, desk: Desk): Promise<Stored | undefined> {
  const record = await desk.store.runs.get(run);
  const result = resultSchema.safeParse(record?.result);
  if (!result.success) return undefined;
  return { result: result.data, question: record?.question, old: desk.now().getTime() - Date.parse(result.data.startedAt) > oldMs };
}

/** Said about a run that is gone; offers to ask again where it is clear what about. */
export function goneAnswer(saying: Saying, desk: Desk): Answer {
  const names = desk.stacks.map((stack) => stack.name);
  const stacks = saying.channelStack === undefined ? names.slice(0, 4) : [saying.channelStack];
  const actions: Action[] = stacks.map((stack) => ({ id: "check", label: `Check ${stack}`, value: stack }));
  const { replies } = note("This run is no longer stored. Ask again:", "unknown");
  return { replies: replies.map((reply) => ({ ...reply, actions })) };
}

/** Said instead of acting on a finding that may no longer hold. */
export function oldAnswer(result: Result): Answer {
  const { replies } = note(`This result is old: it is from ${result.startedAt}. Look again before acting on it.`, "unknown");
  return { replies: replies.map((reply) => ({ ...reply, actions: [{ id: "again", label: "Run again", value: result.run }] })) };
}
