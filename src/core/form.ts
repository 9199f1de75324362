import type { Conversation } from "./queue.ts";

/** One thing that a form asks for, or shows. `name` is under what its answer comes back; it is the same in every version of a form. */
export type Field =
  | { kind: "line" | "text"; name: string; label: string; hint?: string; value?: string; /** characters */ most: number; optional?: boolean }
  /** A day as YYYY-MM-DD. */
  | { kind: "day"; name: string; label: string; hint?: string; value: string }
  | { kind: "choice"; name: string; label: string; choices: readonly { value: string; label: string }[]; value?: string }
  /** Something to read, whole, as it is. */
  | { kind: "shown"; name: string; label: string; text: string };

/** Questions that a platform asks in a window of its own. Neutral, as a reply is: all texts are plain. */
export interface Form {
  /** What becomes of the answers: a name in the table of forms. */
  id: string;
  /** What it is about; comes back with the answers, also to another process. */
  value: string;
  title: string;
  /** The button that sends it. */
  submit: string;
  fields: readonly Field[];
}

/** A form that a person filled in. */
export interface Submitted {
  form: string;
  value: string;
  fields: Readonly<Record<string, string>>;
}

/** Ids of actions that open a form begin so: where a window must be the first answer to a press, an adapter has to know at once. */
const opening = "ask-";
export const opensForm = (action: string): boolean => action.startsWith(opening);
export const formAction = (form: string): string => `${opening}${form}`;
export const formOf = (action: string): string => action.slice(opening.length);

/** Somewhere that a finding can be handed over to, as it is configured. */
export interface Destination {
  id: string;
  /** As people know it: "PagerDuty, service Duo". */
  label: string;
}

/** What is handed over: these words and no others. */
export interface Escalation {
  run: string;
  stack: string;
  /** Code of the first cause; absent where none is named. */
  code?: string;
  destination: string;
  title: string;
  text: string;
  /** Who sends it, in plain text. */
  by: string;
  conversation: Conversation;
}

export type Escalated =
  /** `reference`: where it can be looked at, an address or a number. */
  | { kind: "sent"; reference?: string }
  /** It is there already, open. */
  | { kind: "open"; reference?: string }
  /** Certainly not sent; the reason is for people. */
  | { kind: "refused"; reason: string };

/** The way to whoever is woken up. Sending the same run to the same destination again must not make a second one. */
export interface Escalations {
  destinations(stack: string): readonly Destination[];
  /** What a destination will get, as people read it, where that is more than the text. */
  preview?(escalation: Escalation): string;
  /** Throws where nobody can tell whether it was sent. */
  send(escalation: Escalation): Promise<Escalated>;
}
