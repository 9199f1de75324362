import type { KnownBlock, ModalView, PlainTextElement } from "@slack/types";
import type { Field, Form, Submitted } from "../../core/form.ts";
import type { Conversation } from "../../core/queue.ts";
import { cleanBlock, cleanLine, shorten } from "../../core/text.ts";
import { codeOf, escapedWidth, lineOf } from "./escape.ts";
import { limits } from "./limits.ts";

/** Callback ids of our windows; the version first, as with buttons. */
export const viewPattern = /^duo\d*:/u;

const elementId = "answer";
const plain = (text: string, limit: number): PlainTextElement => ({ type: "plain_text", text: cleanLine(text, limit) || "…", emoji: false });

/** A form as Slack's modal. What it is about and where the answer goes travel with it, so any process can take it. */
export function viewOf(form: Form, where: Pick<Conversation, "channel" | "thread">): ModalView {
  return {
    type: "modal",
    callback_id: `duo1:${form.id}`,
    title: plain(form.title, limits.viewTitle),
    submit: plain(form.submit, limits.viewTitle),
    close: plain("Cancel", limits.viewTitle),
    private_metadata: metadataOf(form, where),
    blocks: form.fields.flatMap((field) => blocksOf(field)),
  };
}

/** What a window is about. Throws where Slack would not carry it: cut short it would come back as nonsense. */
function metadataOf({ value }: Form, { channel, thread }: Pick<Conversation, "channel" | "thread">): string {
  const metadata = JSON.stringify({ value, channel, ...(thread === undefined ? {} : { thread }) });
  if (metadata.length > limits.viewMetadata) throw new Error(`a window carries ${limits.viewMetadata} characters of what it is about, not ${metadata.length}`);
  return metadata;
}

function blocksOf(field: Field): KnownBlock[] {
  const hint = "hint" in field && field.hint !== undefined ? { hint: plain(field.hint, limits.inputHint) } : {};
  const input = { type: "input" as const, block_id: field.name, label: plain(field.label, limits.inputLabel), ...hint };
  switch (field.kind) {
    case "shown":
      return [
        { type: "section", text: { type: "mrkdwn", text: `*${lineOf(field.label, 200)}*`, verbatim: true } },
        ...cut(field.text).map((part): KnownBlock => ({ type: "section", text: { type: "mrkdwn", text: codeOf(part, limits.text), verbatim: true } })),
      ];
    case "day":
      return [{ ...input, element: { type: "datepicker", action_id: elementId, initial_date: field.value } }];
    case "choice": {
      const options = field.choices.slice(0, limits.options).map(({ value, label }) => ({ text: plain(label, limits.optionText), value: shorten(value, limits.optionValue) }));
      if (options.length === 0) return [];
      const initial = options.find((option) => option.value === field.value);
      return [{ ...input, element: { type: "static_select", action_id: elementId, options, ...(initial === undefined ? {} : { initial_option: initial }) } }];
    }
    case "line":
    case "text":
      return [{ ...input, optional: field.optional === true, element: { type: "plain_text_input", action_id: elementId, multiline: field.kind === "text", max_length: mostOf(field), ...(field.value === undefined ? {} : { initial_value: shorten(field.value, mostOf(field)) }) } }];
  }
}

const mostOf = ({ most }: { most: number }): number => Math.min(most, limits.text);

// Of one block, below a section's limit: the fence around it counts as well.
const partRoom = 2_900;
// Of one text. A window takes a hundred blocks and 250 kB.
const partsShown = 20;

/** All of a text in parts that each fit a block as they are written there: what is shown before it is sent is shown whole, or says how much is not. */
function cut(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  let room = partRoom;
  for (const character of cleanBlock(text, partRoom * (partsShown + 1))) {
    const width = escapedWidth(character);
    if (width > room || (character === "\n" && room < partRoom / 4)) {
      parts.push(part);
      part = "";
      room = partRoom;
    }
    part += character;
    room -= width;
  }
  const all = [...parts, part].filter((one) => one.trim() !== "");
  if (all.length <= partsShown) return all;
  const shown = all.slice(0, partsShown - 1);
  return [...shown, `… and ${text.length - shown.join("").length} characters more`];
}

/** A view as far as it is read. */
export interface SentView {
  id: string;
  callback_id: string;
  private_metadata: string;
  state: { values: Record<string, Record<string, { value?: string | null; selected_date?: string | null; selected_option?: { value: string } | null }>> };
}

/** Reads a modal of this or an earlier process; undefined for what is not ours. */
export function readView(view: SentView): { submitted: Submitted; channel: string; thread: string | undefined } | undefined {
  const form = /^duo1:([a-z-]{1,40})$/u.exec(view.callback_id)?.[1];
  if (form === undefined) return undefined;
  let about: { value?: unknown; channel?: unknown; thread?: unknown };
  try {
    about = JSON.parse(view.private_metadata) as typeof about;
  } catch {
    return undefined;
  }
  if (typeof about.value !== "string" || typeof about.channel !== "string") return undefined;
  const fields = Object.fromEntries(Object.entries(view.state.values).map(([name, elements]) => {
    const given = elements[elementId] ?? {};
    return [name, given.value ?? given.selected_date ?? given.selected_option?.value ?? ""];
  }));
  return { submitted: { form, value: about.value, fields }, channel: about.channel, thread: typeof about.thread === "string" ? about.thread : undefined };
}
