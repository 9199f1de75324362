import { LineCounter, parseDocument } from "yaml";
import { customFileSchema, type CustomRule, type CustomSet } from "../core/custom.ts";
import { cleanLine } from "../core/text.ts";
import { describeIssue } from "./describe.ts";
import { ConfigError, type ConfigProblem } from "./problem.ts";
import type { ConfigFile } from "./schema.ts";

interface Readers {
  read(path: string): string;
  pem(path: string | undefined, key: string): string | undefined;
}

/** The custom checks of each stack: those of all stacks and its own. Throws ConfigError with file, line and key. */
export function customSets(file: ConfigFile, readers: Readers): Record<string, CustomSet> {
  const known = new Map<string, readonly (CustomRule & { ca?: string })[]>();
  const rulesOf = (path: string, key: string): readonly (CustomRule & { ca?: string })[] => {
    const rules = known.get(path) ?? readRules(path, key, readers);
    known.set(path, rules);
    return rules;
  };
  const common = file.custom_checks.flatMap((path, place) => rulesOf(path, `custom_checks.${place}`));
  return Object.fromEntries(Object.entries(file.stacks).map(([stack, own]) => {
    const rules = [...common, ...own.custom_checks.flatMap((path, place) => rulesOf(path, `stacks.${stack}.custom_checks.${place}`))];
    const programs = [...file.custom_programs, ...own.custom_programs];
    const names = [...rules, ...programs].map(({ name }) => name);
    const twice = names.find((name, place) => names.indexOf(name) !== place);
    if (twice !== undefined) throw new ConfigError([{ file: "configuration", key: `stacks.${stack}`, problem: `two custom checks are called ${twice}`, advice: "Give each its own name" }]);
    return [stack, { rules, programs }];
  }));
}

function readRules(path: string, key: string, { read, pem }: Readers): (CustomRule & { ca?: string })[] {
  let source: string;
  try {
    source = read(path);
  } catch (error) {
    throw new ConfigError([{ file: path, key: "", problem: `cannot be read (${(error as NodeJS.ErrnoException).code ?? "error"})`, advice: `Correct ${key}, or make the file readable for this user` }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true });
  const broken = document.errors.map((error): ConfigProblem => ({ file: path, line: lines.linePos(error.pos[0]).line, key: "", problem: error.message.split("\n")[0] ?? "not YAML", advice: "Correct the YAML" }));
  if (broken.length > 0) throw new ConfigError(broken);
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 20 }) ?? {};
  } catch (error) {
    throw new ConfigError([{ file: path, key: "", problem: cleanLine(String((error as Error).message), 120), advice: "Write the values out instead of using YAML aliases" }]);
  }
  const parsed = customFileSchema.safeParse(plain);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.flatMap((issue) => describeIssue(issue, { document, lines, file: path, schema: customFileSchema })));
  return parsed.data.checks.map((rule, place) => {
    const kind = rule.http === undefined ? "tls" : "http";
    const ca = pem(rule[kind]?.ca_file, `${path}: checks.${place}.${kind}.ca_file`);
    return ca === undefined ? rule : { ...rule, ca };
  });
}
