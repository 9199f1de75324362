import type { Answer, Desk, Saying } from "../core/desk.ts";
import type { Block, Mark, Reply } from "../core/reply.ts";
import { type Result, resultSchema } from "../core/result.ts";
import { sayCheck, sayEvidence, saySteps, sayTimings } from "../replies/verdict.ts";
import { askAbout } from "./check.ts";
import { type Command, note, usage } from "./command.ts";
import { chooseStack } from "./stack-choice.ts";

async function lastResult(saying: Saying, desk: Desk): Promise<Result | undefined> {
  if (saying.lastRun === undefined) return undefined;
  const record = await desk.store.runs.get(saying.lastRun);
  const parsed = resultSchema.safeParse(record?.result);
  return parsed.success ? parsed.data : undefined;
}

function aboutLast(name: string, synopsis: string, help: string, say: (result: Result, words: readonly string[]) => Reply | undefined, aliases: readonly string[] = [], quiet = false): Command {
  const command: Command = {
    name, synopsis, help, aliases, role: "viewer", thread: true, quiet,
    async run(words, saying, desk): Promise<Answer> {
      const result = await lastResult(saying, desk);
      if (result === undefined) return note("There is no finished run in this conversation yet. Ask for one: /duo check", "unknown");
      const reply = say(result, words);
      return reply === undefined ? usage(command, `This run has no check "${(words[0] ?? "").slice(0, 60)}". It has: ${result.checks.map((check) => check.id).join(", ")}`) : { replies: [reply] };
    },
  };
  return command;
}

export const why = aboutLast("why", "why", "the evidence of the last run", (result) => sayEvidence(result));
export const steps = aboutLast("steps", "steps", "what to do, step by step", (result) => saySteps(result), ["fix"]);
export const timings = aboutLast("timings", "timings", "what took how long", (result) => sayTimings(result), [], true);
export const evidence = aboutLast("evidence", "evidence <check>", "what one check rests on", (result, words) => (words[0] === undefined ? sayEvidence(result) : sayCheck(result, words[0])));

export const again: Command = {
  name: "again",
  synopsis: "again",
  help: "the same question once more",
  role: "viewer",
  thread: true,
  async run(_words, saying, desk) {
    const record = saying.lastRun === undefined ? undefined : await desk.store.runs.get(saying.lastRun);
    if (record === undefined) return note("There is no finished run in this conversation yet. Ask for one: /duo check", "unknown");
    return askAbout(record.stack, record.question ?? { kind: "check", deep: false }, saying, desk);
  },
};

const marks: Record<Result["verdict"], Mark> = { pass: "pass", warn: "warn", fail: "fail", undecided: "undecided" };

export const status: Command = {
  name: "status",
  synopsis: "status [stack]",
  help: "the last verdict of each stack, without asking again",
  role: "viewer",
  async run(words, saying, desk) {
    if (words[0] !== undefined && !desk.stacks.some((stack) => stack.name === words[0])) {
      const chosen = chooseStack(words[0], saying, { ...desk, stacks: desk.stacks.length === 1 ? [...desk.stacks, ...desk.stacks] : desk.stacks });
      return usage(status, "problem" in chosen ? chosen.problem : `No stack is called "${words[0].slice(0, 40)}"`);
    }
    const blocks = await stateOf(desk, desk.stacks.filter((one) => words[0] === undefined || one.name === words[0]));
    return { replies: [{ slot: "status", audience: "everyone", blocks: blocks.length === 0 ? [{ kind: "note", text: "No stack is configured." }] : blocks }] };
  },
};
/** One row for each stack: its last verdict and causes. */
export async function stateOf(desk: Desk, stacks: Desk["stacks"]): Promise<Block[]> {
  const blocks: Block[] = [];
  for (const stack of stacks) {
    const last = await desk.store.runs.last(stack.name);
    if (last === undefined) blocks.push({ kind: "check", mark: "unknown", title: stack.name, text: "not checked yet" });
    else {
      const result = resultSchema.safeParse(last.result);
      const causes = result.success ? result.data.diagnosis.causes.map((cause) => `${cause.code} ${cause.title}`).join("; ") : "";
      blocks.push({ kind: "check", mark: marks[last.verdict], title: stack.name, text: `${causes === "" ? "" : `${causes}; `}${new Date(last.startedAt).toISOString()} (${last.run})` });
    }
  }
  return blocks;
}

export const history: Command = {
  name: "history",
  synopsis: "history [stack]",
  help: "the latest runs of a stack",
  role: "viewer",
  async run(words, saying, desk) {
    const chosen = chooseStack(words[0], saying, desk);
    if ("problem" in chosen) return usage(history, chosen.problem);
    const runs = await desk.store.runs.list({ stack: chosen.stack, limit: 15 });
    if (runs.length === 0) return note(`No run of ${chosen.stack} is stored yet.`);
    return { replies: [{ slot: "history", audience: "everyone", blocks: runs.map((run) => ({ kind: "check", mark: marks[run.verdict], title: new Date(run.startedAt).toISOString(), text: `${run.run}, ${(run.durationMs / 1000).toFixed(1)} s, ${run.trigger}` })) }] };
  },
};
