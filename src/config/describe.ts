import { isMap, isScalar, type Document, type LineCounter } from "yaml";
import type { z } from "zod";
import { nearest } from "../core/nearest.ts";
import { secretKinds } from "../core/redact.ts";
import { cleanLine } from "../core/text.ts";
import type { ConfigProblem } from "./problem.ts";

/** A YAML file and what it was held to. */
export interface Written {
  document: Document;
  lines: LineCounter;
  file: string;
  /** The text of the file. */
  source: string;
  schema: unknown;
}

/** 1-based line of the deepest existing key on a path. */
export function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number | undefined {
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

function knownKeys(from: unknown, path: readonly PropertyKey[]): string[] {
  let schema = from;
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

/** One issue of a schema as problems with file, line and key, what stands there, and what to write instead. */
export function describeIssue(issue: z.core.$ZodIssue, written: Written): ConfigProblem[] {
  const { document, lines, file, schema } = written;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const known = knownKeys(schema, issue.path);
      const near = nearest(key, known);
      const line = lineOf(document, lines, [...issue.path, key]);
      return { file, ...(line === undefined ? {} : { line }), key: [...issue.path, key].join("."), problem: "this key is not known", advice: near === undefined ? `Known keys here: ${known.join(", ")}` : `Did you mean \`${near}\`?` };
    });
  }
  const line = lineOf(document, lines, issue.path);
  const found = valueAt(document, issue.path);
  return [{ file, ...(line === undefined ? {} : { line }), key: issue.path.join("."), ...sayIssue(issue, found, written) }];
}

function sayIssue(issue: z.core.$ZodIssue, found: unknown, written: Written): Pick<ConfigProblem, "problem" | "advice"> {
  const key = String(issue.path.at(-1) ?? "");
  if (issue.code === "invalid_key") return { problem: "this name cannot be taken", advice: sentence(issue.issues[0]?.message ?? "write another name") };
  if (found === undefined && issue.path.length > 0) return { problem: "is missing", advice: `Add \`${key}: …\`` };
  if (issue.code === "invalid_type") {
    const glued = typeof found === "string" ? knownKeys(written.schema, issue.path).find((name) => found.startsWith(`${name}:`)) : undefined;
    if (glued !== undefined) return { problem: `${kindOf(found)} stands here`, advice: `Put a blank after \`${glued}:\`` };
    if (found === null && (issue.expected === "object" || issue.expected === "record")) return { problem: "nothing stands here", advice: `Write what belongs to \`${key}\` below it, indented deeper than it` };
    return { problem: `${kindOf(found)} stands here`, advice: `Write ${wanted[issue.expected] ?? `a value of type ${issue.expected}`}` };
  }
  const problem = `${sayFound(issue.path, found, written)} stands here`;
  if (issue.code === "invalid_value") return { problem, advice: `Write ${issue.values.map(String).join(" or ")}` };
  if (issue.code === "too_big" && issue.origin === "number") return { problem, advice: `Write a number of at most ${issue.maximum}` };
  if (issue.code === "too_small" && issue.origin === "number") return { problem, advice: `Write a number of at least ${issue.minimum}` };
  if (found === "") return { problem: "an empty text stands here", advice: "Write a value, or take the line out" };
  return /^(?:write|name|set)\b/u.test(issue.message) ? { problem, advice: sentence(issue.message) } : { problem: issue.message, advice: "Correct the value" };
}

const wanted: Readonly<Record<string, string>> = {
  string: "a text; put it in quotes", number: "a number, without quotes", int: "a whole number", boolean: "true or false, without quotes", array: "a list, such as [one, two]",
  object: "keys and values, each on a line of its own", record: "a name with a colon for each, and what belongs to it below, indented deeper",
};

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

// A secret may stand on the wrong line, and an address may hold a login: what is written is repeated only where it looks like neither, and ${...} as it is written.
function sayFound(path: readonly PropertyKey[], value: unknown, { document, source }: Pick<Written, "document" | "source">): string {
  if (typeof value !== "string" && typeof value !== "number") return kindOf(value);
  const range = (document.getIn(path, true) as { range?: [number, number, number] } | undefined)?.range;
  const text = cleanLine(range === undefined ? "" : source.slice(range[0], range[1]), 80).replace(/^(["'])(.*)\1$/u, "$2");
  const open = text !== "" && (/^\$\{[^}]*\}$/u.test(text) || (!/token|key|secret|password|headers|_url$/iu.test(path.map(String).join(".")) && !text.includes("@") && secretKinds(text).length === 0));
  return open ? `\`${text}\`` : kindOf(value);
}

// The value itself may be a secret that somebody put on the wrong line: only its kind is told.
function kindOf(value: unknown): string {
  if (value === null) return "nothing";
  if (isMap(value)) return "a group of keys";
  if (typeof value === "object") return "a list";
  if (typeof value === "string") return "a text";
  return `a ${typeof value}`;
}

function valueAt(document: Document, path: readonly PropertyKey[]): unknown {
  try {
    return path.length === 0 && isScalar(document.contents) ? document.contents.value : document.getIn(path);
  } catch {
    return undefined;
  }
}
