import { ComponentType, type ModalSubmitInteraction, TextInputStyle, type APIModalInteractionResponseCallbackData } from "discord.js";
import type { Field, Form, Submitted } from "../../core/form.ts";
import { cleanLine, shorten } from "../../core/text.ts";
import { limits } from "./limits.ts";
import { discordStyle } from "./markdown.ts";
import { readPress, writePress } from "./press.ts";

type Modal = APIModalInteractionResponseCallbackData;

/** A form as Discord's modal; undefined where what it is about does not fit into its id. */
export function modalOf(form: Form): Modal | undefined {
  const id = writePress(form);
  if (id === undefined) return undefined;
  const fields = form.fields.slice(0, limits.modalInputs);
  const room = Math.floor(limits.modalShown / Math.max(1, fields.filter(({ kind }) => kind === "shown").length));
  return { custom_id: id, title: line(form.title, limits.modalTitle), components: fields.flatMap((field) => componentsOf(field, room)) };
}

const line = (text: string, limit: number): string => cleanLine(text, limit) || "…";

/** `room`: for one text that is only shown, in characters as they are written. */
function componentsOf(field: Field, room: number): Modal["components"] {
  if (field.kind === "shown") return [{ type: ComponentType.TextDisplay, content: shownIn(room, field) }];
  const about = { type: ComponentType.Label as const, label: line(field.label, limits.modalLabel) };
  if (field.kind === "choice") {
    const options = field.choices.slice(0, limits.choices).map(({ value, label }) => ({ value: shorten(value, limits.choiceText), label: line(label, limits.choiceText), ...(value === field.value ? { default: true } : {}) }));
    return options.length === 0 ? [] : [{ ...about, component: { type: ComponentType.StringSelect, custom_id: field.name, options, min_values: 1, max_values: 1, required: true } }];
  }
  const hint = field.hint === undefined ? {} : { description: line(field.hint, limits.modalDescription) };
  if (field.kind === "day") return [{ ...about, ...hint, component: { type: ComponentType.TextInput, custom_id: field.name, style: TextInputStyle.Short, value: field.value, min_length: 10, max_length: 10, required: true } }];
  const most = Math.min(field.most, limits.modalText);
  return [{ ...about, ...hint, component: { type: ComponentType.TextInput, custom_id: field.name, style: field.kind === "text" ? TextInputStyle.Paragraph : TextInputStyle.Short, max_length: most, required: field.optional !== true, ...(field.value === undefined ? {} : { value: shorten(field.value, most) }) } }];
}

/** A text to read, whole where it fits, else as much as fits and how much is missing. */
function shownIn(room: number, { label, text }: Extract<Field, { kind: "shown" }>): string {
  const head = `${discordStyle.bold(discordStyle.text(label, 200))}\n`;
  const whole = `${head}${discordStyle.codeBlock(text, room)}`;
  if (whole.length <= room && text.length <= room) return whole;
  const tail = (missing: number): string => `\n… and ${missing} characters more`;
  const widest = room - head.length - tail(text.length).length;
  const blockOf = (length: number): string => discordStyle.codeBlock(text.slice(0, length), room);
  let kept = Math.min(text.length, widest);
  for (let over = blockOf(kept).length - widest; over > 0 && kept > 0; over = blockOf(kept).length - widest) kept = Math.max(0, kept - Math.ceil(over / 2));
  return `${head}${blockOf(kept)}${tail(text.length - kept)}`;
}

/** Reads a modal of this or an earlier process; undefined for what is not ours. */
export function readModal(interaction: Pick<ModalSubmitInteraction, "customId" | "fields">): Submitted | undefined {
  const about = readPress(interaction.customId);
  if (about === undefined) return undefined;
  const fields = [...interaction.fields.fields.values()].map((field): [string, string] => {
    const { value, values } = field as { value?: unknown; values?: readonly unknown[] };
    return [field.customId, typeof value === "string" ? value : typeof values?.[0] === "string" ? values[0] : ""];
  });
  return { form: about.id, value: about.value, fields: Object.fromEntries(fields) };
}
