import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { isMap, isPair, isScalar, LineCounter, parseDocument, visit, type Document } from "yaml";
import type { z } from "zod";
import { nearest } from "../core/nearest.ts";
import { cleanLine } from "../core/text.ts";
import { assemble } from "./assemble.ts";
import type { Config } from "./config.ts";
import { expand, readSmallFile, type Sources } from "./expand.ts";
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
  if (!parsed.success) throw new ConfigError(parsed.error.issues.flatMap((issue) => describeIssue(issue, document, lines, place.file)));
  return assemble(parsed.data, { ...place, ...(place.readFile === undefined ? {} : { readFile: place.readFile }) });
}

function withoutFile(env: Readonly<Record<string, string | undefined>>): unknown {
  const url = env["GITLAB_URL"];
  const token = env["GITLAB_TOKEN"];
  if (url === undefined || url === "") return {};
  return { stacks: { default: { gitlab: { url, ...(token === undefined || token === "" ? {} : { token }) } } } };
}

/** Line of the deepest existing key on a path. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === path[length - 1]);
      if (pair !== undefined && isScalar(pair.key) && pair.key.range) return lines.linePos(pair.key.range[0]).line;
    }
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range !== undefined) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema: unknown = fileSchema;
  for (const part of path) schema = step(unwrap(schema), part);
  const shape = (unwrap(schema) as { shape?: Record<string, unknown> } | undefined)?.shape;
  return shape === undefined ? [] : Object.keys(shape);
}

function unwrap(schema: unknown): unknown {
  let inner = schema as { def?: { innerType?: unknown } } | undefined;
  while (inner?.def?.innerType !== undefined) inner = inner.def.innerType as typeof inner;
  return inner;
}

function step(schema: unknown, part: PropertyKey): unknown {
  const known = schema as { shape?: Record<string, unknown>; def?: { valueType?: unknown; element?: unknown } } | undefined;
  return known?.shape?.[String(part)] ?? known?.def?.valueType ?? known?.def?.element;
}

function describeIssue(issue: z.core.$ZodIssue, document: Document, lines: LineCounter, file: string): ConfigProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const known = knownKeys(issue.path);
      const near = nearest(key, known);
      const line = lineOf(document, lines, [...issue.path, key]);
      return { file, ...(line === undefined ? {} : { line }), key: [...issue.path, key].join("."), problem: "this key is not known", advice: near === undefined ? `Known keys here: ${known.join(", ")}` : `Did you mean \`${near}\`?` };
    });
  }
  const line = lineOf(document, lines, issue.path);
  const found = valueAt(document, issue.path);
  const key = issue.path.join(".");
  const missing = found === undefined;
  const problem = missing ? "is missing" : issue.code === "invalid_type" ? `${kindOf(found)} stands here` : issue.message;
  const advice = missing ? `Add \`${String(issue.path.at(-1))}: …\`` : issue.code === "invalid_type" ? `Write ${issue.expected === "string" ? "a text; put it in quotes" : `a value of type ${issue.expected}`}` : "Correct the value";
  return [{ file, ...(line === undefined ? {} : { line }), key, problem, advice }];
}

// The value itself may be a secret that somebody put on the wrong line: only its kind is told.
function kindOf(value: unknown): string {
  if (value === null) return "nothing";
  if (isMap(value)) return "a group of keys";
  if (typeof value === "object") return "a list or group";
  return `a ${typeof value}`;
}

function valueAt(document: Document, path: readonly PropertyKey[]): unknown {
  try {
    return document.getIn(path);
  } catch {
    return undefined;
  }
}
