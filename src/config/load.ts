import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { isPair, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { cleanLine } from "../core/text.ts";
import { assemble } from "./assemble.ts";
import type { Config } from "./config.ts";
import { expand, readSmallFile, type Sources } from "./expand.ts";
import { describeIssue } from "./describe.ts";
import { ConfigError, type ConfigProblem } from "./problem.ts";
import { fileSchema } from "./schema.ts";

export interface Loading {
  /** `--config`. */
  path?: string | undefined;
  env?: Readonly<Record<string, string | undefined>>;
  cwd?: string;
}

/** Finds the file, fills in `${...}`, validates, wraps secrets. Throws ConfigError, which names every problem at once. */
export function loadConfig(loading: Loading = {}): Config {
  const env = loading.env ?? process.env;
  const cwd = loading.cwd ?? process.cwd();
  const asked = loading.path ?? env["DUO_TRIAGE_CONFIG"];
  const file = asked === undefined || asked === "" ? ["duo-triage.yaml", "/etc/duo-triage/duo-triage.yaml"].map((name) => resolve(cwd, name)).find((name) => existsSync(name)) : resolve(cwd, asked);
  if (file === undefined) return assemble(fileSchema.parse(withoutFile(env)), { file: undefined, env, cwd });
  let source: string;
  try {
    source = readSmallFile(file);
  } catch (error) {
    throw new ConfigError([{ file, key: "", problem: `cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})`, advice: "Give another file with --config, or run `duo-triage init` to write one" }]);
  }
  return parseConfig(source, { file, env, cwd });
}

/** As loadConfig, from text. */
export function parseConfig(source: string, place: { file: string; env: Readonly<Record<string, string | undefined>>; cwd: string; readFile?: Sources["readFile"] }): Config {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true });
  const problems: ConfigProblem[] = [];
  for (const error of document.errors) {
    problems.push({ file: place.file, line: lines.linePos(error.pos[0]).line, key: "", problem: error.message.split("\n")[0] ?? "not YAML", advice: "Correct the YAML" });
  }
  if (problems.length > 0) throw new ConfigError(problems);
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
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 20 }) ?? {};
  } catch (error) {
    throw new ConfigError([{ file: place.file, key: "", problem: cleanLine(String((error as Error).message), 120), advice: "Write the values out instead of using YAML aliases" }]);
  }
  const parsed = fileSchema.safeParse(plain);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.flatMap((issue) => describeIssue(issue, { document, lines, file: place.file, schema: fileSchema })));
  return assemble(parsed.data, { ...place, ...(place.readFile === undefined ? {} : { readFile: place.readFile }) });
}

function withoutFile(env: Readonly<Record<string, string | undefined>>): unknown {
  const url = env["GITLAB_URL"];
  const token = env["GITLAB_TOKEN"];
  if (url === undefined || url === "") return {};
  return { stacks: { default: { gitlab: { url, ...(token === undefined || token === "" ? {} : { token }) } } } };
}
