import type { Answer, Desk, Saying } from "../core/desk.ts";
import { formAction } from "../core/form.ts";
import { feedbackId } from "../core/store.ts";
import { cleanBlock } from "../core/text.ts";
import { note } from "./command.ts";
import type { FormKind } from "./forms.ts";
import { goneAnswer, storedResult } from "./stored-result.ts";

/** Keeps what a person thinks of a run's cause; the last word counts. */
async function keep(run: string, right: boolean, words: string | undefined, saying: Saying, desk: Desk): Promise<void> {
  const clean = words === undefined ? "" : desk.redact(cleanBlock(words, 1_000).trim());
  await desk.store.feedback.put(feedbackId(run, saying.person.id), { run, author: saying.person.name, right, ...(clean === "" ? {} : { note: clean }), at: desk.now().getTime() });
}

/** Answers the thumbs. */
export async function answerThumb(right: boolean, run: string, saying: Saying, desk: Desk): Promise<Answer> {
  if ((await storedResult(run, desk)) === undefined) return goneAnswer(saying, desk);
  await keep(run, right, undefined, saying, desk);
  const { replies } = note(right ? `Noted with run ${run}: the right cause.` : `Noted with run ${run}: the wrong cause. What was it?`);
  return { replies: right ? replies : replies.map((reply) => ({ ...reply, actions: [{ id: formAction("note"), label: "Say what it was…", value: run }] })) };
}

/** What it was instead, in the person's own words. */
export const askNote: FormKind = {
  id: "note",
  role: "viewer",
  what: "A word on a run",
  async open(value, saying, desk) {
    if ((await storedResult(value, desk)) === undefined) return goneAnswer(saying, desk);
    return {
      form: { id: "note", value, title: "What was it?", submit: "Keep", fields: [{ kind: "text", name: "words", label: "What was broken", hint: "And what showed it", most: 1_000 }] },
      replies: note("This platform opens no window here; your thumb is kept all the same.").replies,
    };
  },
  problems: (fields) => ((fields["words"] ?? "").trim() === "" ? { words: "A few words" } : {}),
  async answer({ value, fields }, saying, desk) {
    if ((await storedResult(value, desk)) === undefined) return goneAnswer(saying, desk);
    await keep(value, false, fields["words"], saying, desk);
    return note(`Kept with run ${value}. Thank you.`);
  },
};
