import type { Answer } from "../../core/desk.ts";
import type { Field, Form, Submitted } from "../../core/form.ts";
import type { Action, Reply } from "../../core/reply.ts";

/** What becomes of a press and of a form, as on every platform. */
export interface Buttons {
  press(action: Action): Promise<Answer>;
  problems(submitted: Submitted): Readonly<Record<string, string>>;
  submit(submitted: Submitted): Promise<Answer>;
}

/** Buttons as numbers, forms as questions one after another. */
export interface Choices {
  /** What may be pressed from now on, as a line to print; empty where nothing may. */
  offer(actions: readonly Action[] | undefined): string;
  /** The answer to a line that presses a number or answers a question; undefined: it is neither. */
  take(line: string): Promise<Answer> | undefined;
  /** A question stands open: even an empty line answers it. */
  asking(): boolean;
}

type Asked = Exclude<Field, { kind: "shown" }>;

interface Asking {
  form: Form;
  left: readonly Asked[];
  fields: Record<string, string>;
}

/** `asks`: somebody sits there and can be asked. */
export function openChoices(buttons: Buttons, asks: boolean): Choices {
  let offered: readonly Action[] = [];
  let open: Asking | undefined;

  const say = (blocks: Reply["blocks"]): Answer => ({ replies: [{ slot: "form", audience: "asker", blocks }] });

  function ask({ form, left, fields }: Asking, before: Reply["blocks"] = []): Answer {
    open = { form, left, fields };
    const [field] = left;
    if (field === undefined) return say(before);
    const choices = field.kind === "choice" ? field.choices.map(({ label }, place): Reply["blocks"][number] => ({ kind: "fact", label: String(place + 1), text: label })) : [];
    const given = "value" in field && field.value !== undefined ? ` [${labelOf(field, field.value)}]` : "optional" in field && field.optional === true ? " [nothing]" : "";
    const hint = "hint" in field && field.hint !== undefined ? ` (${field.hint})` : "";
    return say([...before, ...choices, { kind: "headline", mark: "info", text: `${field.label}${hint}${given}?` }]);
  }

  function begin(form: Form): Answer {
    const shown = form.fields.flatMap((field): Reply["blocks"] => (field.kind === "shown" ? [{ kind: "section", title: field.label }, { kind: "code", text: field.text }] : []));
    const left = form.fields.filter((field): field is Asked => field.kind !== "shown");
    return ask({ form, left, fields: {} }, [{ kind: "section", title: form.title }, ...shown, { kind: "note", text: "Answer line by line; an empty line takes what stands in brackets, `cancel` leaves everything as it was." }]);
  }

  async function answer(line: string, { form, left, fields }: Asking): Promise<Answer> {
    const [field, ...rest] = left;
    open = undefined;
    if (field === undefined || line.trim() === "cancel") return say([{ kind: "note", text: "Left as it was." }]);
    const value = valueOf(field, line.trim());
    if (value === undefined) return ask({ form, left, fields }, [{ kind: "note", text: field.kind === "choice" ? "One of the numbers, please" : "This is needed" }]);
    const filled = { ...fields, [field.name]: value };
    if (rest.length > 0) return ask({ form, left: rest, fields: filled });
    const submitted: Submitted = { form: form.id, value: form.value, fields: filled };
    const problems = buttons.problems(submitted);
    const wrong = form.fields.filter((one): one is Asked => one.kind !== "shown" && problems[one.name] !== undefined);
    if (wrong.length > 0) return ask({ form, left: wrong, fields: filled }, wrong.map((one) => ({ kind: "note", text: `${one.label}: ${problems[one.name] ?? ""}` })));
    return buttons.submit(submitted);
  }

  async function press(action: Action): Promise<Answer> {
    const pressed = await buttons.press(action);
    return pressed.form === undefined || !asks ? pressed : begin(pressed.form);
  }

  return {
    asking: () => open !== undefined,
    offer(actions) {
      if (actions === undefined || actions.length === 0) return "";
      offered = actions;
      return `${actions.map((action, place) => `[${place + 1}] ${action.label}`).join("  ")}\n(a number presses it)`;
    },
    take(line) {
      if (open !== undefined && !/^\s*[/@]/u.test(line)) return answer(line, open);
      open = undefined;
      const place = /^\s*(?:press\s+)?(\d{1,2})\s*$/iu.exec(line)?.[1];
      const action = place === undefined ? undefined : offered[Number(place) - 1];
      return action === undefined ? undefined : press(action);
    },
  };
}

function labelOf(field: Asked, value: string): string {
  return field.kind === "choice" ? (field.choices.find((choice) => choice.value === value)?.label ?? value) : value;
}

/** What a line says to a question: a number or the word itself for a choice, what stood there for an empty line. */
function valueOf(field: Asked, line: string): string | undefined {
  const given = line === "" ? (field.value ?? ("optional" in field && field.optional === true ? "" : undefined)) : line;
  if (field.kind !== "choice" || given === undefined) return given;
  return (field.choices[Number(given) - 1] ?? field.choices.find((choice) => choice.value === given || choice.label === given))?.value;
}
