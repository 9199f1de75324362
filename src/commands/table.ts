import type { Answer, Desk, Saying } from "../core/desk.ts";
import { nearest } from "../core/nearest.ts";
import { withoutName } from "../core/text.ts";
import { again, evidence, history, status, steps, timings, why } from "./about-runs.ts";
import { self, stacks } from "./about-bot.ts";
import { askAccess } from "./ask-access.ts";
import { openPicks } from "./ask-check.ts";
import { check } from "./check.ts";
import { allows, type Command, lacks, usage } from "./command.ts";
import { expect } from "./expect.ts";
import { answersTest, explain, explainPaste } from "./explain.ts";
import { listen, stop } from "./listening.ts";
import { incidents } from "./incidents.ts";
import { practice } from "./practice.ts";
import { rehearse } from "./rehearse.ts";
import { report } from "./report.ts";
import { silence } from "./silence.ts";

const help: Command = {
  name: "help",
  synopsis: "help",
  help: "this list",
  role: "viewer",
  quiet: true,
  async run(_words, saying, desk) {
    const stack = saying.channelStack ?? desk.stacks[0]?.name ?? "prod";
    const may = table.filter((command) => allows(saying.person.role, command.role) && (command.practiceOnly !== true || desk.practice !== undefined));
    return {
      replies: [{
        slot: "help", audience: "asker",
        blocks: [
          { kind: "headline", mark: "info", text: "duo-triage says what is broken in GitLab Duo Self-Hosted, how it knows, and what to do." },
          { kind: "code", text: `/duo check ${stack}\n/duo explain A1003\nError code: A1003        (paste any code, message or log line)` },
          ...may.map((command) => ({ kind: "fact" as const, label: `/duo ${command.synopsis}`, text: command.help })),
        ],
      }],
    };
  },
};

/** All commands, in the order of help. Help, parsing and the platforms' manifests come from here. */
export const table: readonly Command[] = [check, explain, askAccess, status, history, incidents, report, rehearse, silence, expect, stacks, self, help, again, why, steps, evidence, timings, stop, listen, practice];

/** The command of a word or one of its other words. */
export const commandNamed = (word: string): Command | undefined => table.find((command) => command.name === word || command.aliases?.includes(word) === true);

/**
 * Answers one line. `/duo` and `@duo` in front are taken off; a line that names no command but holds a code, a known message or a log line is
 * explained; anything else gets a did-you-mean. Never throws for what people type.
 */
export async function answerLine(saying: Saying, desk: Desk): Promise<Answer> {
  const text = saying.text.trim();
  const bare = withoutName(text);
  const addressed = bare !== text;
  const firstLine = bare.split("\n")[0] ?? "";
  const [first = "", ...rest] = firstLine.trim().split(/\s+/u).filter((word) => word !== "");
  if (first === "") return desk.stacks.length === 0 ? help.run([], saying, desk) : openPicks(saying, desk);
  const command = commandNamed(first.toLowerCase());
  const many = bare.includes("\n");
  if (command !== undefined && (addressed || !many)) {
    if (!allows(saying.person.role, command.role)) return lacks(command.role, `/duo ${command.name}`, saying);
    if (command.name === "explain") return command.run([bare.slice(bare.toLowerCase().indexOf("explain") + "explain".length).trim()].filter((word) => word !== ""), saying, desk);
    return command.run(rest, saying, desk);
  }
  const explanation = desk.explain(bare);
  if (explanation.symptoms.length + explanation.causes.length > 0) return explainPaste(bare, saying, desk);
  if (await answersTest(bare, saying, desk)) return explainPaste(bare, saying, desk);
  const near = nearest(first, table.flatMap((one) => [one.name, ...(one.aliases ?? [])]));
  if (near !== undefined && rest.length <= 4) return usage(commandNamed(near) ?? help, `"${first.slice(0, 40)}" is no command, did you mean "${near}"?`);
  if (explanation.nearMisses.length > 0) return explainPaste(bare, saying, desk);
  return usage(help, `duo-triage does not know what to make of "${firstLine.slice(0, 60)}". Paste a code or log line, or type /duo help.`);
}
