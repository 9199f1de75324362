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
  return { custom_id: id, title: line(form.title, limits.modalTitle), components: form.fields.slice(0, limits.modalInputs).map((field) => componentOf(field)) };
}

const line = (text: string, limit: number): string => cleanLine(text, limit) || "…";

function componentOf(field: Field): Modal["components"][number] {
  if (field.kind === "shown") return { type: ComponentType.TextDisplay, content: `${discordStyle.bold(discordStyle.text(field.label, 200))}\n${discordStyle.codeBlock(field.text)}` };
  const about = { type: ComponentType.Label as const, label: line(field.label, limits.modalLabel) };
  if (field.kind === "choice") {
    const options = field.choices.slice(0, limits.choices).map(({ value, label }) => ({ value: shorten(value, limits.choiceText), label: line(label, limits.choiceText), ...(value === field.value ? { default: true } : {}) }));
    return { ...about, component: { type: ComponentType.StringSelect, custom_id: field.name, options, min_values: 1, max_values: 1, required: true } };
  }
  const hint = field.hint === undefined ? {} : { description: line(field.hint, limits.modalDescription) };
  if (field.kind === "day") return { ...about, ...hint, component: { type: ComponentType.TextInput, custom_id: field.name, style: TextInputStyle.Short, value: field.value, min_length: 10, max_length: 10, required: true } };
  const most = Math.min(field.most, limits.modalText);
  return { ...about, ...hint, component: { type: ComponentType.TextInput, custom_id: field.name, style: field.kind === "text" ? TextInputStyle.Paragraph : TextInputStyle.Short, max_length: most, required: field.optional !== true, ...(field.value === undefined ? {} : { value: shorten(field.value, most) }) } };
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
