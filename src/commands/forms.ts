import type { Answer, Desk, Saying } from "../core/desk.ts";
import type { Form, Submitted } from "../core/form.ts";
import type { Role } from "../core/queue.ts";
import { askCheck } from "./ask-check.ts";
import { askEscalate } from "./ask-escalate.ts";
import { askExpect } from "./ask-expect.ts";
import { askNote } from "./feedback.ts";
import { allows, lacks, note } from "./command.ts";

/** One form of the bot: who may open it, what it asks, what becomes of the answers. */
export interface FormKind {
  id: string;
  role: Role;
  /** For refusals: what the person wanted to do. */
  what: string;
  /** The form, with replies that stand for it where no window can open; or only replies, which say why not. */
  open(value: string, saying: Saying, desk: Desk): Promise<Answer>;
  /** What is wrong with the answers, by field. At once. */
  problems(fields: Submitted["fields"], desk: Pick<Desk, "now" | "stacks">): Readonly<Record<string, string>>;
  answer(submitted: Submitted, saying: Saying, desk: Desk): Promise<Answer>;
}

const kinds: readonly FormKind[] = [askCheck, askExpect, askEscalate, askNote];
const kindOf = (id: string): FormKind | undefined => kinds.find((kind) => kind.id === id);
const other = (): Answer => note("This form belongs to another version of duo-triage. Ask again: /duo check", "unknown");

/** Opens a form for somebody, or refuses. */
export async function openForm(id: Form["id"], value: string, saying: Saying, desk: Desk): Promise<Answer> {
  const kind = kindOf(id);
  if (kind === undefined) return other();
  return allows(saying.person.role, kind.role) ? kind.open(value, saying, desk) : lacks(kind.role, kind.what, saying);
}

export function formProblems(submitted: Submitted, desk: Pick<Desk, "now" | "stacks">): Readonly<Record<string, string>> {
  return kindOf(submitted.form)?.problems(submitted.fields, desk) ?? {};
}

/** Takes the answers of a form. Who may not is refused here too: a role may have changed while the window stood open. */
export async function answerForm(submitted: Submitted, saying: Saying, desk: Desk): Promise<Answer> {
  const kind = kindOf(submitted.form);
  if (kind === undefined) return other();
  if (!allows(saying.person.role, kind.role)) return lacks(kind.role, kind.what, saying);
  const problems = Object.values(kind.problems(submitted.fields, desk));
  return problems.length === 0 ? kind.answer(submitted, saying, desk) : note(problems.join(" · "), "unknown");
}
