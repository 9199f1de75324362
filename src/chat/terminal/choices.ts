import type { Field, Form, Submitted } from "../../core/form.ts";
import type { Action, Reply } from "../../core/reply.ts";

/** What becomes of a press and of a form. */
export interface Buttons {
  press(action: Action): Promise<void>;
  problems(submitted: Submitted): Readonly<Record<string, string>>;
  submit(submitted: Submitted): Promise<void>;
  /** Shows a question, or a word about an answer. */
  show(blocks: Reply["blocks"]): void;
}

/** Buttons as numbers, forms as questions one after another. */
export interface Choices {
  /** What may be pressed from now on, as a line to print; empty where nothing may. */
  offer(actions: readonly Action[] | undefined): string;
  /** Takes a line that presses a number or answers a question; undefined: it is neither. */
  take(line: string): Promise<void> | undefined;
  /** Asks what a form asks, beginning now. */
  begin(form: Form): void;
  /** A question stands open: even an empty line answers it. */
  asking(): boolean;
}

type Asked = Exclude<Field, { kind: "shown" }>;

interface Asking {
  form: Form;
  left: readonly Asked[];
  fields: Record<string, string>;
}

// Buttons of older answers can still be pressed by their words.
const remembered = 60;

export function openChoices(buttons: Buttons): Choices {
  let offered: readonly Action[] = [];
  let recent: readonly Action[] = [];
  let open: Asking | undefined;

  function ask({ form, left, fields }: Asking, before: Reply["blocks"] = []): void {
    open = { form, left, fields };
    const [field] = left;
    if (field === undefined) return buttons.show(before);
    const choices = field.kind === "choice" ? field.choices.map(({ label }, place): Reply["blocks"][number] => ({ kind: "fact", label: String(place + 1), text: label })) : [];
    const given = "value" in field && field.value !== undefined ? ` [${labelOf(field, field.value)}]` : "optional" in field && field.optional === true ? " [nothing]" : "";
    const hint = "hint" in field && field.hint !== undefined ? ` (${field.hint})` : "";
    buttons.show([...before, ...choices, { kind: "headline", mark: "info", text: `${field.label}${hint}${given}?` }]);
  }

  function begin(form: Form): void {
    const shown = form.fields.flatMap((field): Reply["blocks"] => (field.kind === "shown" ? [{ kind: "section", title: field.label }, { kind: "code", text: field.text }] : []));
    const left = form.fields.filter((field): field is Asked => field.kind !== "shown");
    ask({ form, left, fields: {} }, [{ kind: "section", title: form.title }, ...shown, { kind: "note", text: `Asked line by line: ${left.map(({ label }) => label).join(" · ")}. An empty line takes what stands in brackets, \`cancel\` leaves everything as it was.` }]);
  }

  async function answer(line: string, { form, left, fields }: Asking): Promise<void> {
    const [field, ...rest] = left;
    open = undefined;
    if (field === undefined || line.trim() === "cancel") return buttons.show([{ kind: "note", text: "Left as it was." }]);
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

  return {
    begin,
    asking: () => open !== undefined,
    offer(actions) {
      if (actions === undefined || actions.length === 0) return "";
      offered = actions;
      recent = [...actions, ...recent].slice(0, remembered);
      return `${actions.map((action, place) => `[${place + 1}] ${action.label}`).join("  ")}\n(a number presses it)`;
    },
    take(line) {
      if (open !== undefined && !/^\s*[/@]/u.test(line)) return answer(line, open);
      open = undefined;
      const place = /^\s*(?:press\s+)?(\d{1,2})\s*$/iu.exec(line)?.[1];
      const words = /^\s*press\s+(\S[^\n]{0,80}?)\s*$/iu.exec(line)?.[1]?.toLowerCase();
      const action = place !== undefined ? offered[Number(place) - 1] : words === undefined ? undefined : recent.find((one) => one.label.toLowerCase() === words);
      return action === undefined ? undefined : buttons.press(action);
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
