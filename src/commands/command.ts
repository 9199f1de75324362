import type { Answer, Desk, Saying } from "../core/desk.ts";
import { type Role, roles } from "../core/queue.ts";

/** One verb of the table: its words, its help and what it does. */
export interface Command {
  name: string;
  /** Other words for the same in a thread or by habit. */
  aliases?: readonly string[];
  /** As help shows it, without the leading `/duo`. */
  synopsis: string;
  help: string;
  role: Role;
  /** Only in the terminal and in practice. */
  practiceOnly?: boolean;
  /** Its answer is for the asker alone, so that a platform promises nothing to everybody. */
  quiet?: boolean;
  /** About the last run of the conversation. */
  thread?: boolean;
  run(words: readonly string[], saying: Saying, desk: Desk): Promise<Answer>;
}

/** A usage error: shown to the asker alone. */
export function usage(command: Pick<Command, "synopsis">, problem: string): Answer {
  return { replies: [{ slot: "usage", audience: "asker", blocks: [{ kind: "headline", mark: "unknown", text: problem }, { kind: "note", text: `Usage: /duo ${command.synopsis}` }] }] };
}

export function note(text: string, mark: "info" | "unknown" | "warn" = "info"): Answer {
  return { replies: [{ slot: "note", audience: "asker", blocks: [{ kind: "headline", mark, text }] }] };
}

export const allows = (has: Role, wanted: Role): boolean => roles.indexOf(has) >= roles.indexOf(wanted);

/** A refusal: what is lacking, who grants it. Shown to the asker alone. */
export async function lacks(wanted: Role, what: string, saying: Pick<Saying, "person" | "granters">): Promise<Answer> {
  const names = (await saying.granters?.()) ?? [];
  return { ...note(`${what} needs the role ${wanted}; you have ${saying.person.role}. ${whoGrants(names)}`, "unknown"), refused: wanted };
}

export const whoGrants = (names: readonly string[]): string => `An administrator of duo-triage grants it${names.length === 0 ? "" : ` (${names.join(", ")})`}: \`access.roles\` in its configuration.`;
