import { isMap, isScalar, type Document, type LineCounter } from "yaml";
import type { z } from "zod";
import { nearest } from "../core/nearest.ts";
import type { ConfigProblem } from "./problem.ts";

/** A YAML file and what it was held to. */
export interface Written {
  document: Document;
  lines: LineCounter;
  file: string;
  schema: unknown;
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

/** One issue of a schema as problems with file, line and key, and what to write instead. */
export function describeIssue(issue: z.core.$ZodIssue, { document, lines, file, schema }: Written): ConfigProblem[] {
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
