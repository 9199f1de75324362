import { customFileSchema, type CustomRule, type CustomSet } from "../core/custom.ts";
import { ConfigError } from "./problem.ts";
import type { ConfigFile } from "./schema.ts";
import { judgeYaml, readYaml } from "./yaml.ts";

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
  return judgeYaml(readYaml(source, path), customFileSchema).checks.map((rule, place) => {
    const kind = rule.http === undefined ? "tls" : "http";
    const ca = pem(rule[kind]?.ca_file, `${path}: checks.${place}.${kind}.ca_file`);
    return ca === undefined ? rule : { ...rule, ca };
  });
}
