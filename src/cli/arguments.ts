import { parseArgs } from "node:util";
import { nearest } from "../core/nearest.ts";

/** A command line that cannot be run: exit 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}

interface Verb {
  synopsis: string;
  help: string;
  flags: Readonly<Record<string, "string" | "boolean">>;
  /** Least and most positional arguments. */
  takes: readonly [number, number];
}

const common = { config: "string", plain: "boolean", help: "boolean" } as const;

/** The command line, as interfaces and help show it. */
export const verbs: Readonly<Record<string, Verb>> = {
  start: { synopsis: "start", help: "the bot, all in one; without chat tokens a terminal chat", flags: common, takes: [0, 0] },
  worker: { synopsis: "worker", help: "only workers that probe", flags: common, takes: [0, 0] },
  chat: { synopsis: "chat", help: "only the terminal chat", flags: common, takes: [0, 0] },
  init: { synopsis: "init [--force]", help: "asks a few questions, checks the answers, writes duo-triage.yaml", flags: { ...common, force: "boolean" }, takes: [0, 0] },
  check: {
    synopsis: "check <stack> [--config F] [--json|--junit] [--only ID] [--deep] [--timeout S] [--save run.json] [--report run.html] [--timings]",
    help: "asks a stack and names the root cause",
    flags: { ...common, json: "boolean", junit: "boolean", only: "string", deep: "boolean", timeout: "string", save: "string", report: "string", timings: "boolean", steps: "boolean", evidence: "boolean" },
    takes: [0, 1],
  },
  explain: { synopsis: "explain <code|text|-> [--stack NAME] [--json]", help: "what a code, message or log line means; - reads standard input; --stack asks that stack which of its causes holds", flags: { ...common, json: "boolean", stack: "string", timeout: "string", save: "string", report: "string" }, takes: [1, 99] },
  replay: { synopsis: "replay run.json [--json|--junit] [--report run.html]", help: "judges saved evidence again", flags: { ...common, json: "boolean", junit: "boolean", report: "string", steps: "boolean", evidence: "boolean", timings: "boolean" }, takes: [1, 1] },
  bundle: { synopsis: "bundle <run|run.json>|--stack NAME [-o FILE]", help: "one redacted archive for GitLab's support: ticket text, evidence, versions, timeline, report, what was hidden; of a stored run, a file of --save, or a check made now", flags: { ...common, stack: "string", output: "string", timeout: "string", deep: "boolean" }, takes: [0, 1] },
  rehearse: { synopsis: "rehearse <stack> <version> [--json]", help: "what an upgrade of GitLab to that version would meet on this stack, from its live facts; exit 0 go, 4 go once some things are done first, 3 no-go, 5 cannot tell", flags: { ...common, json: "boolean", timeout: "string", save: "string" }, takes: [1, 2] },
  practice: { synopsis: "practice [--fault NAME] [--port N] [--list]", help: "a simulated stack to try things on", flags: { ...common, fault: "string", port: "string", list: "boolean" }, takes: [0, 0] },
  config: { synopsis: "config validate [--connect]", help: "checks the configuration file", flags: { ...common, connect: "boolean" }, takes: [1, 1] },
  manifest: {
    synopsis: "manifest slack|discord|kubernetes|exec [--passive]",
    help: "prints what is set up elsewhere: Slack's app (--passive: one that reads channels), what Discord asks for, the Kubernetes objects, or every command that a foothold may run, with the sudo rules and the role that allow exactly these",
    flags: { ...common, passive: "boolean" }, takes: [1, 1],
  },
  schema: { synopsis: "schema config|result|job|rehearsal|custom-checks", help: "prints a JSON Schema", flags: common, takes: [1, 1] },
  store: { synopsis: "store export|import FILE [--force]", help: "moves runs, messages, schedules and all else to another queue server: export with the old configuration, import with the new", flags: { ...common, force: "boolean" }, takes: [2, 2] },
  audit: { synopsis: "audit export [--since D] [--until D] [--format jsonl|csv]", help: "prints who asked, saw, pressed, was refused, and what was sent on; D is a date or how long ago (7d). Exit 0 written, 1 the store is away, 2 usage", flags: { ...common, since: "string", until: "string", format: "string" }, takes: [1, 1] },
  help: { synopsis: "help", help: "this text", flags: common, takes: [0, 1] },
};

export interface Arguments {
  verb: string;
  positionals: readonly string[];
  flags: Readonly<Record<string, string | boolean | undefined>>;
}

/** Reads the command line. Throws UsageError with what to write instead. */
export function readArguments(argv: readonly string[]): Arguments {
  const [first, ...rest] = argv;
  if (first === undefined || first === "--help" || first === "-h") return { verb: "help", positionals: [], flags: {} };
  if (first === "--version" || first === "-V") return { verb: "version", positionals: [], flags: {} };
  const verb = verbs[first];
  if (verb === undefined) {
    const near = nearest(first, Object.keys(verbs));
    throw new UsageError(`unknown command "${first.slice(0, 40)}"${near === undefined ? "" : `, did you mean "${near}"?`} Try: duo-triage help`);
  }
  const options = Object.fromEntries(Object.entries(verb.flags).map(([name, type]) => [name, { type, ...(name === "output" ? { short: "o" } : {}) }]));
  let parsed: { values: Record<string, string | boolean | undefined>; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...rest], options, allowPositionals: true, strict: true }) as typeof parsed;
  } catch (error) {
    const flag = /'(--?[^' =]+)/u.exec(String((error as Error).message))?.[1] ?? "";
    const near = nearest(flag.replace(/^-+/u, ""), Object.keys(verb.flags));
    throw new UsageError(`${(error as Error).message.split(". ")[0] ?? "bad flag"}${near === undefined || flag === `--${near}` ? "" : `, did you mean --${near}?`}\nUsage: duo-triage ${verb.synopsis}`);
  }
  if (parsed.values["help"] === true) return { verb: "help", positionals: [first], flags: {} };
  if (parsed.values["json"] === true && parsed.values["junit"] === true) throw new UsageError(`--json and --junit are two forms of one answer, name one\nUsage: duo-triage ${verb.synopsis}`);
  const [least, most] = verb.takes;
  if (parsed.positionals.length < least || parsed.positionals.length > most) throw new UsageError(`Usage: duo-triage ${verb.synopsis}`);
  return { verb: first, positionals: parsed.positionals, flags: parsed.values };
}

/** Help of all verbs, or of one. */
export function sayHelp(of?: string): string {
  const one = of === undefined ? undefined : verbs[of];
  if (one !== undefined) return `duo-triage ${one.synopsis}\n\n  ${one.help}\n  flags: ${Object.keys(one.flags).map((flag) => `--${flag}`).join(" ")}\n`;
  const lines = Object.values(verbs).map((verb) => `  duo-triage ${verb.synopsis}\n      ${verb.help}`);
  return `duo-triage diagnoses GitLab Duo Self-Hosted and names the root cause.\n\n${lines.join("\n")}\n\nExit status of check and replay: 0 pass, 4 only warnings, 3 fail, 5 undecided, 2 bad configuration or usage, 1 crash.\n`;
}
