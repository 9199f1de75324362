import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Arguments, readArguments, sayHelp, UsageError } from "./cli/arguments.ts";
import type { Console } from "./cli/check.ts";
import type { Config } from "./config/config.ts";
import type { Result, SavedRun } from "./core/result.ts";
import type { StackConfig } from "./core/stack.ts";
import { sayError } from "./core/text.ts";
import type { Question } from "./diagnosis/diagnose.ts";
import { describedIn } from "./app/described-in.ts";
import { footholdReader } from "./app/footholds.ts";
import { judgeTexts } from "./app/judge-texts.ts";
import { loadRegistry } from "./app/registry.ts";
import { newRun } from "./app/run-id.ts";

/**
 * Composition root, with src/app beside it. Rooms are imported when a verb needs them, so that `explain` does not pay for
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
  if (names.length === 0) throw new UsageError("no stack is configured. Run `duo-triage init`, or set GITLAB_URL and GITLAB_TOKEN; `duo-triage practice` opens a simulated stack and prints the line that checks it");
  throw new UsageError(`${name === undefined ? "several stacks are configured, name one" : `no stack is called "${name.slice(0, 40)}"`}: ${names.join(", ")}`);
}

type Asked = Pick<Question, "only" | "reported" | "deep" | "evidence">;

/** Asks one stack of the configuration, showing progress; the run ends early on an interrupt. */
async function askStack(name: string | undefined, asked: Asked, flags: Arguments["flags"], console: Console): Promise<{ result: Result; saved: SavedRun }> {
  const { budgetOf, refuseUnwritable, saveRun, showProgress, showWaiting, writeReport } = await import("./cli/check.ts");
  const budgetMs = budgetOf(flags);
  refuseUnwritable(flags);
  const config = await configFor(flags);
  const stack = stackNamed(config, name);
  const [{ createProbes }, { diagnose }, { createRedact }, { customAsker }, registry] = await Promise.all([import("./probes/probes.ts"), import("./diagnosis/diagnose.ts"), import("./core/redact.ts"), import("./custom/ask.ts"), loadRegistry(config.causesUrl)]);
  const probes = createProbes(config.extraRoots === undefined ? {} : { extraRoots: config.extraRoots });
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt);
  try {
    const { result, saved } = await diagnose(
      { run: newRun(), trigger: "cli", stack, ...asked, ...(budgetMs === undefined ? {} : { budgetMs }) },
      registry,
      { probes, redact: createRedact(config.secrets), now: () => new Date(), newId: randomUUID, signal: stop.signal, progress: showProgress(console), waiting: showWaiting(console), custom: customAsker(config.custom, probes, () => new Date()), foothold: footholdReader(config, createRedact(config.secrets), (line) => console.err(`${line}\n`)) },
    );
    saveRun(saved, flags);
    await writeReport(result, saved, flags);
    return { result, saved };
  } finally {
    process.removeListener("SIGINT", interrupt);
    await probes.close();
  }
}

/** A word that narrows the run to nothing would be an answer about nothing. */
async function refuseUnknown(only: readonly string[]): Promise<void> {
  const [{ findUnknownWord }, { nearest }, registry] = await Promise.all([import("./diagnosis/plan.ts"), import("./core/nearest.ts"), loadRegistry()]);
  if (only.length === 0) throw new UsageError("--only takes checks, hops, features or codes, such as gitlab/reachable,model,chat,DT301");
  const unknown = findUnknownWord(registry, only);
  if (unknown === undefined) return;
  const near = nearest(unknown.word, unknown.known);
  throw new UsageError(`--only: nothing is called "${unknown.word.slice(0, 60)}"${near === undefined ? ". It takes checks, hops, features or codes, such as gitlab/reachable,model,chat,DT301" : `, did you mean "${near}"?`}`);
}

async function checkStack(args: Arguments, console: Console): Promise<number> {
  const flag = args.flags["only"];
  const only = typeof flag === "string" ? flag.split(",").map((word) => word.trim()).filter((word) => word !== "") : undefined;
  if (only !== undefined) await refuseUnknown(only);
  const { result } = await askStack(args.positionals[0], { deep: args.flags["deep"] === true, ...(only === undefined ? {} : { only }) }, args.flags, console);
  return (await import("./cli/check.ts")).printResult(result, args.flags, console);
}

async function rehearseUpgrade(args: Arguments, console: Console): Promise<number> {
  const [{ readTarget, rehearse }, { rehearsalExits }, { sayRehearsal }] = await Promise.all([import("./knowledge/rehearsal/rehearse.ts"), import("./core/rehearsal.ts"), import("./replies/rehearsal.ts")]);
  const [stack, version] = args.positionals.length === 1 ? [undefined, args.positionals[0] ?? ""] : [args.positionals[0], args.positionals[1] ?? ""];
  const target = readTarget(version);
  if ("problem" in target) throw new UsageError(target.problem);
  const { result, saved } = await askStack(stack, {}, args.flags, console);
  const rehearsal = rehearse(result, saved, target);
  console.out(args.flags["json"] === true ? `${JSON.stringify(rehearsal, null, 2)}\n` : `${console.render(sayRehearsal(rehearsal))}\n`);
  return rehearsalExits[rehearsal.verdict];
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
  const [{ judgeSaved }, { printResult, writeReport }] = await Promise.all([import("./diagnosis/diagnose.ts"), import("./cli/check.ts")]);
  const result: Result = judgeSaved(saved, await loadRegistry());
  await writeReport(result, saved, args.flags);
  return printResult(result, args.flags, console);
}

async function explainWords(args: Arguments, console: Console): Promise<number> {
  const [{ explainText }, { sayPasted, sayRotate }, { createRedact }] = await Promise.all([import("./knowledge/explain.ts"), import("./replies/explanation.ts"), import("./core/redact.ts")]);
  const alone = args.flags["stack"] === undefined ? ["save", "report", "timeout"].find((flag) => args.flags[flag] !== undefined) : undefined;
  if (alone !== undefined) throw new UsageError(`--${alone} is about the run of a stack: add --stack NAME`);
  const text = args.positionals.length === 1 && args.positionals[0] === "-" ? readInput() : args.positionals.join(" ");
  const json = args.flags["json"] === true;
  const docs = json ? undefined : await describedIn(typeof args.flags["config"] === "string" ? args.flags["config"] : undefined, () => configFor(args.flags));
  const explanation = explainText(text, docs);
  const judged = await judgeTexts(createRedact([]), docs)(text);
  const known = explanation.symptoms.length + explanation.causes.length > 0 || judged !== undefined;
  if (explanation.secrets.length > 0) console.err(`${console.render(sayRotate(explanation.secrets))}\n`);
  if (!json) console.out(`${createRedact([])(sayPasted(explanation, judged?.result).map((reply) => console.render(reply)).join("\n\n"))}\n`);
  const stack = args.flags["stack"];
  const told = judged?.evidence.findings.flatMap((finding) => finding.codes) ?? [];
  const only = [...new Set([...told, ...explanation.suspects])];
  const result = typeof stack === "string" && only.length > 0 ? await askStack(stack, { only, reported: explanation.reported, ...(judged === undefined ? {} : { evidence: judged.evidence }) }, args.flags, console).then((asked) => asked.result) : undefined;
  const answer = result ?? judged?.result;
  if (json) console.out(`${createRedact([])(JSON.stringify({ schemaVersion: 1, ...explanation, ...(answer === undefined ? {} : { result: answer }) }, null, 2))}\n`);
  if (result === undefined) return known ? 0 : 5;
  const { exitOf, printResult } = await import("./cli/check.ts");
  return json ? exitOf(result) : printResult(result, args.flags, console);
}

const inputLimit = 4 * 1024 * 1024;

function readInput(): string {
  const text = readFileSync(0, "utf8");
  return text.length > inputLimit ? text.slice(0, inputLimit) : text;
}

async function startBot(args: Arguments): Promise<number> {
  const [config, { runBot }] = await Promise.all([configFor(args.flags), import("./app/bot.ts")]);
  if (config.queue.kind === "embedded") {
    // The queue opens behind the prompt: a folder that another bot has would show only in what it cannot answer.
    const refusal = (await import("./store/directory-lock.ts")).whyNotMine(config.queue.directory);
    if (refusal !== undefined) throw new UsageError(refusal);
  }
  return runBot({ config, practice: async () => (await import("./app/practice.ts")).openPractice(), plain: args.flags["plain"] === true, terminalOnly: args.verb === "chat", version: version() });
}

async function startWorker(args: Arguments): Promise<number> {
  const config = await configFor(args.flags);
  if (config.queue.kind === "embedded") throw new UsageError("a worker needs a queue that it can share with the bot: set queue.redis_url or queue.database_url (REDIS_URL, DATABASE_URL). The embedded queue belongs to one process: duo-triage start");
  const { runWorker } = await import("./app/worker.ts");
  return runWorker({ config, version: version() });
}

async function moveStore(args: Arguments, console: Console): Promise<number> {
  const [what, path = ""] = args.positionals;
  if (what !== "export" && what !== "import") throw new UsageError("Usage: duo-triage store export|import FILE [--force]");
  const config = await configFor(args.flags);
  const [{ withStore }, { exportStore, importStore }] = await Promise.all([import("./app/with-store.ts"), import("./store/move.ts")]);
  return withStore(config, async (store, backend) => {
    const count = what === "export" ? await exportStore(store, backend.kind, path) : await importStore(store, path, { into: args.flags["force"] === true ? "any" : "empty" });
    console.out(`${count} items ${what === "export" ? `of ${backend.where} written to ${path}` : `of ${path} read into ${backend.where}`}\n`);
    return 0;
  }).catch((error: unknown) => stopped(what, error, console));
}

function stopped(what: string, error: unknown, console: Console): number {
  console.err(`${what} stopped: ${sayError(error)}\n`);
  return 1;
}

async function exportEntries(args: Arguments, console: Console): Promise<number> {
  if (args.positionals[0] !== "export") throw new UsageError("Usage: duo-triage audit export [--since D] [--until D] [--format jsonl|csv]");
  const { exportAudit, readWishes } = await import("./cli/audit.ts");
  const wishes = readWishes(args.flags, Date.now());
  const config = await configFor(args.flags);
  const [{ withStore }, { createRedact }] = await Promise.all([import("./app/with-store.ts"), import("./core/redact.ts")]);
  return withStore(config, async (store, backend) => {
    const count = await exportAudit(store.audit, wishes, createRedact(config.secrets), (text) => new Promise((resolve, reject) => void process.stdout.write(text, (error) => (error == null ? resolve() : reject(error)))));
    console.err(`${count} entries of ${backend.where}\n`);
    return 0;
  }).catch((error: unknown) => stopped("export", error, console));
}

async function practise(args: Arguments, console: Console): Promise<number> {
  const { openPractice } = await import("./app/practice.ts");
  const { faults } = await import("./practice/faults/table.ts");
  if (args.flags["list"] === true) {
    console.out(faults.map((fault) => `${fault.name}  ${fault.code}  ${fault.title}\n`).join(""));
    return 0;
  }
  const fault = args.flags["fault"];
  const names = typeof fault === "string" ? fault.split(",") : [];
  const unknown = names.find((name) => !faults.some((one) => one.name === name));
  if (unknown !== undefined) {
    const { nearest } = await import("./core/nearest.ts");
    const near = nearest(unknown, faults.map((one) => one.name));
    throw new UsageError(`no fault is called "${unknown.slice(0, 60)}"${near === undefined ? "" : `, did you mean "${near}"?`} See: duo-triage practice --list`);
  }
  const port = args.flags["port"];
  if (port !== undefined && (!/^\d{1,5}$/u.test(String(port)) || Number(port) > 65_535)) throw new UsageError(`--port takes a number up to 65535, found "${String(port).slice(0, 20)}"`);
  const { practice, close } = await openPractice({ faults: names, ...(port === undefined ? {} : { ports: { gitlab: Number(port) } }) }).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (port === undefined || (code !== "EADDRINUSE" && code !== "EACCES")) throw error;
    throw new UsageError(`--port ${String(port)}: ${code === "EACCES" ? "this user may not listen there" : "something listens there already"}. Take another, or none: a free one is found`);
  });
  console.out(`A practice stack is running${names.length === 0 ? "" : `, broken by ${names.join(", ")}`}. Ctrl-C ends it.\n\nGITLAB_URL=${practice.gitlabUrl} GITLAB_TOKEN=${practice.tokens.admin} duo-triage check default\n\n  gateway: ${practice.gatewayUrl}\n  agent service: ${practice.agentAddress}\n${practice.modelEndpoints.map((model) => `  model ${model.name}: ${model.endpoint}\n`).join("")}`);
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  await close();
  return 0;
}

async function initialise(args: Arguments): Promise<number> {
  const [{ runInit }, { createProbes }, { createRedact }, { Secret }, { diagnose }, registry] = await Promise.all([import("./cli/init.ts"), import("./probes/probes.ts"), import("./core/redact.ts"), import("./core/secret.ts"), import("./diagnosis/diagnose.ts"), loadRegistry()]);
  const probes = createProbes({});
  try {
    return await runInit({
      input: process.stdin, output: process.stdout, interactive: process.stdin.isTTY === true, path: typeof args.flags["config"] === "string" ? args.flags["config"] : "duo-triage.yaml", force: args.flags["force"] === true,
      test: async (url, token) => {
        const secret = token === undefined ? undefined : new Secret(token);
        const stack: StackConfig = { name: "init", gitlab: { url, ...(secret === undefined ? {} : { token: secret }) }, models: [], site: "default", profile: "online", expect: [] };
        const { result } = await diagnose({ run: newRun(), trigger: "cli", stack, only: ["gitlab/reachable", "gitlab/token-works", "gitlab/answers"], budgetMs: 20_000 }, registry, { probes, redact: createRedact(secret === undefined ? [] : [secret]), now: () => new Date(), newId: randomUUID });
        const told = result.checks.filter((check) => ["gitlab/reachable", "gitlab/answers", "gitlab/token-works", "gitlab/version-supported"].includes(check.id));
        return { good: !told.some((check) => check.verdict === "fail"), said: told.map((check) => `${check.verdict.toUpperCase()} ${check.title}: ${check.reason}`) };
      },
    });
  } finally {
    await probes.close();
  }
}

async function validateConfig(args: Arguments, console: Console): Promise<number> {
  if (args.positionals[0] !== "validate") throw new UsageError("Usage: duo-triage config validate [--connect]");
  const config = await configFor(args.flags);
  const names = Object.keys(config.stacks);
  console.out(`${config.file ?? "the environment"}: valid, ${names.length === 0 ? "but no stack stands in it: only help, explain and practice answer. `duo-triage init` writes one" : `stacks ${names.join(", ")}`}\n`);
  if (args.flags["connect"] !== true) return 0;
  let worst = 0;
  for (const name of names) {
    console.out(`\n${name}\n`);
    const status = await checkStack({ verb: "check", positionals: [name], flags: { ...args.flags, only: "gitlab,licence" } }, console);
    if (status !== 0 && status !== 4) worst = status;
  }
  return worst;
}

function version(): string {
  const { version: text } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  return text;
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
      case "explain":
        return await explainWords(args, console);
      case "bundle":
        return await (await import("./app/bundle.ts")).bundle(args, console, { config: () => configFor(args.flags), version: version(), check: (stack) => askStack(stack, { deep: args.flags["deep"] === true }, args.flags, console) });
      case "rehearse":
        return await rehearseUpgrade(args, console);
      case "version":
        console.out(`duo-triage ${version()}\n`);
        return 0;
      case "start":
      case "chat":
        return await startBot(args);
      case "worker":
        return await startWorker(args);
      case "store":
        return await moveStore(args, console);
      case "audit":
        return await exportEntries(args, console);
      case "practice":
        return await practise(args, console);
      case "init":
        return await initialise(args);
      case "config":
        return await validateConfig(args, console);
      case "manifest":
        return await (await import("./app/print-documents.ts")).printManifest(args, console);
      case "schema":
        return await (await import("./app/print-documents.ts")).printSchema(args, console);
      default:
        throw new UsageError(`\`${args.verb}\` is not there yet`);
    }
  } catch (error) {
    if (error instanceof UsageError || (error as Error).name === "ConfigError") {
      process.stderr.write(`${(error as Error).message}\n${(error as Error).name === "ConfigError" ? "DT909: the configuration is wrong, so nothing was checked\n" : ""}`);
      return 2;
    }
    process.stderr.write(`duo-triage crashed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}
