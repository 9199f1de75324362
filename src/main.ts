import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Arguments, readArguments, sayHelp, UsageError } from "./cli/arguments.ts";
import { budgetOf, type Console, printResult, saveRun, showProgress } from "./cli/check.ts";
import type { Config } from "./config/config.ts";
import type { Result, SavedRun } from "./core/result.ts";
import type { StackConfig } from "./core/stack.ts";
import { buildHouse, newRun } from "./house.ts";

/**
 * Composition root: the only file that knows every room. Rooms are imported when a verb needs them, so that `explain` does not pay for
 * probes, queue and chat.
 */

async function openConsole(flags: Arguments["flags"]): Promise<Console> {
  const { renderReply } = await import("./chat/terminal/render.ts");
  const plain = flags["plain"] === true || (process.env["NO_COLOR"] ?? "") !== "" || !process.stdout.isTTY;
  const look = { colour: !plain, width: Math.min(140, Math.max(60, process.stdout.columns ?? 100)) };
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    bar: process.stderr.isTTY === true,
    render: (reply) => renderReply(reply, look),
  };
}

async function configFor(flags: Arguments["flags"]): Promise<Config> {
  const { loadConfig } = await import("./config/load.ts");
  return loadConfig({ path: typeof flags["config"] === "string" ? flags["config"] : undefined });
}

function stackNamed(config: Config, name: string | undefined): StackConfig {
  const names = Object.keys(config.stacks);
  const chosen = name ?? (names.length === 1 ? names[0] : undefined);
  const stack = chosen === undefined ? undefined : config.stacks[chosen];
  if (stack !== undefined) return stack;
  if (names.length === 0) throw new UsageError("no stack is configured. Run `duo-triage init`, or set GITLAB_URL and GITLAB_TOKEN");
  throw new UsageError(`${name === undefined ? "several stacks are configured, name one" : `no stack is called "${name.slice(0, 40)}"`}: ${names.join(", ")}`);
}

async function checkStack(args: Arguments, console: Console): Promise<number> {
  const budgetMs = budgetOf(args.flags);
  const config = await configFor(args.flags);
  const stack = stackNamed(config, args.positionals[0]);
  const [{ createProbes }, { diagnose }, { createRedact }, house] = await Promise.all([import("./probes/probes.ts"), import("./diagnosis/diagnose.ts"), import("./core/redact.ts"), buildHouse()]);
  const probes = createProbes({});
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt);
  try {
    const { result, saved } = await diagnose(
      { run: newRun(), trigger: "cli", stack, deep: args.flags["deep"] === true, ...(typeof args.flags["only"] === "string" ? { only: args.flags["only"].split(",") } : {}), ...(budgetMs === undefined ? {} : { budgetMs }) },
      house,
      { probes, redact: createRedact(config.secrets), now: () => new Date(), newId: randomUUID, signal: stop.signal, progress: showProgress(console) },
    );
    saveRun(saved, args.flags);
    return printResult(result, args.flags, console);
  } finally {
    process.removeListener("SIGINT", interrupt);
    await probes.close();
  }
}

async function replayRun(args: Arguments, console: Console): Promise<number> {
  const { savedRunSchema } = await import("./core/result.ts");
  const path = args.positionals[0] ?? "";
  let saved: SavedRun;
  try {
    saved = savedRunSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    throw new UsageError(`${path}: not a saved run (${error instanceof SyntaxError ? "no JSON" : ((error as NodeJS.ErrnoException).code ?? "other shape")}). Write one with \`duo-triage check <stack> --save run.json\``);
  }
  const { judgeSaved } = await import("./diagnosis/diagnose.ts");
  const result: Result = judgeSaved(saved, await buildHouse());
  return printResult(result, args.flags, console);
}

/** Runs one command line and gives the exit status. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  try {
    const args = readArguments(argv);
    const console = await openConsole(args.flags);
    switch (args.verb) {
      case "help":
        console.out(sayHelp(args.positionals[0]));
        return 0;
      case "check":
        return await checkStack(args, console);
      case "replay":
        return await replayRun(args, console);
      default:
        throw new UsageError(`\`${args.verb}\` is not there yet`);
    }
  } catch (error) {
    if (error instanceof UsageError || (error as Error).name === "ConfigError") {
      process.stderr.write(`${(error as Error).message}\n`);
      return 2;
    }
    process.stderr.write(`duo-triage crashed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}
