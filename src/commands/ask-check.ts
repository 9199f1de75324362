import type { Answer, Desk, Saying } from "../core/desk.ts";
import { formAction, type Form } from "../core/form.ts";
import type { Action } from "../core/reply.ts";
import { askAbout, featureWords, hopWords } from "./check.ts";
import { allows, lacks, note } from "./command.ts";
import type { FormKind } from "./forms.ts";

const all = "all";
const shownStacks = 4;

/** What to check, picked instead of typed. */
export const askCheck: FormKind = {
  id: "check",
  role: "viewer",
  what: "A check",
  async open(_value, saying, desk): Promise<Answer> {
    const names = desk.stacks.map((stack) => stack.name);
    if (names.length === 0) return note("No stack is configured. Run `duo-triage init`, or set GITLAB_URL and GITLAB_TOKEN.", "unknown");
    return { form: formFor(saying, names), replies: [picks(saying, names)] };
  },
  problems: (fields, desk) => (desk.stacks.some((stack) => stack.name === fields["stack"]) ? {} : { stack: "No stack has this name any more" }),
  async answer({ fields }, saying, desk) {
    const place = fields["place"] ?? all;
    const deep = fields["deep"] === "yes";
    if (deep && !allows(saying.person.role, "operator")) return lacks("operator", "A check that spends model tokens", saying);
    const known = place === all || [...hopWords, ...featureWords].some((word) => word === place);
    return askAbout(fields["stack"] ?? "", { kind: "check", deep, ...(place === all || !known ? {} : { only: [place] }) }, saying, desk);
  },
};

function formFor(saying: Saying, names: readonly string[]): Form {
  const standing = saying.channelStack ?? names[0];
  const places = [{ value: all, label: "everything" }, ...featureWords.map((word) => ({ value: word, label: `feature: ${word}` })), ...hopWords.map((word) => ({ value: word, label: `part: ${word}` }))];
  return {
    id: "check", value: "-", title: "Check Duo", submit: "Check",
    fields: [
      { kind: "choice", name: "stack", label: "Stack", choices: names.map((name) => ({ value: name, label: name })), ...(standing === undefined ? {} : { value: standing }) },
      { kind: "choice", name: "place", label: "What of it", choices: places, value: all },
      ...(allows(saying.person.role, "operator") ? [{ kind: "choice" as const, name: "deep", label: "Spend model tokens (--deep)", choices: [{ value: "no", label: "no" }, { value: "yes", label: "yes" }], value: "no" }] : []),
    ],
  };
}

/** The same in buttons, where no window opens: after a mention, in a terminal. */
function picks(saying: Saying, names: readonly string[]): Answer["replies"][number] {
  const first = saying.channelStack === undefined ? names : [saying.channelStack, ...names.filter((name) => name !== saying.channelStack)];
  const actions: Action[] = [
    ...first.slice(0, shownStacks).map((name) => ({ id: "check", label: `Check ${name}`, value: name })),
    { id: formAction("check"), label: "More…", value: "-" },
    { id: "help", label: "Help", value: "-" },
  ];
  return { slot: "picks", audience: "asker", blocks: [{ kind: "headline", mark: "info", text: "What shall be checked?" }, { kind: "note", text: `/duo check ${first[0] ?? ""} · or paste a code, message or log line · /duo help` }], actions };
}

/** What a bare `/duo` answers. */
export const openPicks = (saying: Saying, desk: Desk): Promise<Answer> => askCheck.open("-", saying, desk);
