import { resolve } from "node:path";
import { isPair, isScalar, visit } from "yaml";
import { sayError } from "../core/text.ts";
import { assemble } from "./assemble.ts";
import type { Config } from "./config.ts";
import { expand, readSmallFile, type Sources } from "./expand.ts";
import { findContradictions } from "./contradictions.ts";
import { lineOf } from "./describe.ts";
import { locateConfig, type Place } from "./locate.ts";
import { ConfigError, type ConfigProblem } from "./problem.ts";
import { type ConfigFile, fileSchema } from "./schema.ts";
import { judgeYaml, readYaml } from "./yaml.ts";

/** Finds the file, fills in `${...}`, validates, wraps secrets. Throws ConfigError, which names every problem at once. */
export function loadConfig(place: Place = {}): Config {
  const env = place.env ?? process.env;
  const cwd = place.cwd ?? process.cwd();
  const file = locateConfig(place);
  if (file === undefined) return assemble(fromEnvironment(env), { file: undefined, env, cwd });
  let source: string;
  try {
    source = readSmallFile(file);
  } catch (error) {
    throw new ConfigError([{ file, key: "", problem: `cannot be read (${(error as NodeJS.ErrnoException).code ?? sayError(error)})`, advice: "Give another file with --config, or run `duo-triage init` to write one" }]);
  }
  return parseConfig(source, { file, env, cwd });
}

/** As loadConfig, from text. */
export function parseConfig(source: string, place: { file: string; env: Readonly<Record<string, string | undefined>>; cwd: string; readFile?: Sources["readFile"] }): Config {
  const written = readYaml(source, place.file);
  const { document, lines } = written;
  const problems: ConfigProblem[] = [];
  const sources: Sources = { env: place.env, readFile: place.readFile ?? ((path) => readSmallFile(resolve(place.cwd, path))) };
  visit(document, {
    Scalar(key, node, path) {
      if (key === "key" || typeof node.value !== "string" || !node.value.includes("${")) return;
      const dotted = [...path, node].flatMap((part) => (isPair(part) && isScalar(part.key) ? [String(part.key.value)] : [])).join(".");
      const line = node.range === undefined || node.range === null ? undefined : lines.linePos(node.range[0]).line;
      node.value = expand(node.value, sources, (problem, advice) => problems.push({ file: place.file, ...(line === undefined ? {} : { line }), key: dotted, problem, advice }));
    },
  });
  if (problems.length > 0) throw new ConfigError(problems);
  const file = judgeYaml(written, fileSchema);
  const wrong = findContradictions(file);
  const at = (path: readonly PropertyKey[]): { line?: number } => {
    const line = lineOf(document, lines, path);
    return line === undefined ? {} : { line };
  };
  if (wrong.length > 0) throw new ConfigError(wrong.map(({ path, ...said }) => ({ file: place.file, ...at(path), key: path.join("."), ...said })));
  try {
    return assemble(file, { ...place, ...(place.readFile === undefined ? {} : { readFile: place.readFile }) });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.problems.map((problem) => (problem.file === place.file && problem.line === undefined ? { ...problem, ...at(problem.key.split(/[.[\]]+/u).filter((part) => part !== "").map((part) => (/^\d+$/u.test(part) ? Number(part) : part))) } : problem)));
  }
}

/** One stack of the environment's own words. Throws ConfigError that names the variable. */
function fromEnvironment(env: Readonly<Record<string, string | undefined>>): ConfigFile {
  const named = (name: string): string | undefined => (env[name] === "" ? undefined : env[name]);
  const url = named("GITLAB_URL");
  const token = named("GITLAB_TOKEN");
  // A token alone is no mistake: other programs take theirs from the same variable.
  if (url === undefined) return fileSchema.parse({});
  const read = fileSchema.safeParse({ stacks: { default: { gitlab: { url, ...(token === undefined ? {} : { token }) } } } });
  if (!read.success) throw new ConfigError([{ file: "the environment", key: "GITLAB_URL", problem: "is no address of GitLab", advice: (read.error.issues[0]?.message ?? "").replace(/^w/u, "W") }]);
  return read.data;
}
