import { LineCounter, parseDocument, type YAMLError } from "yaml";
import type { z } from "zod";
import { cleanLine } from "../core/text.ts";
import { describeIssue, type Written } from "./describe.ts";
import { ConfigError, type ConfigProblem } from "./problem.ts";

const merged = "Write the values out instead of using YAML aliases";

/** Reads a file's text as YAML. Throws ConfigError with the line of each mistake and what to write. */
export function readYaml(source: string, file: string): Omit<Written, "schema"> {
  // UTF-16 as some editors write it, and anything that is no text, makes one confusing scalar of YAML.
  if (/[\0\uFFFD]/u.test(source)) throw new ConfigError([{ file, line: source.slice(0, source.search(/[\0\uFFFD]/u)).split("\n").length, key: "", problem: "this is no text in UTF-8", advice: "Save the file as UTF-8" }]);
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, uniqueKeys: true, merge: true });
  const problems = document.errors.map((error): ConfigProblem => ({ file, line: lines.linePos(error.pos[0]).line, key: "", ...sayBroken(error, source) }));
  if (problems.length > 0) throw new ConfigError(problems);
  return { document, lines, file, source };
}

/** What the file says in the shape of a schema, in which unknown keys are errors. A key at the first level that begins with `x-` is the writer's own, as a place for anchors. */
export function judgeYaml<T>(written: Omit<Written, "schema">, schema: z.ZodType<T>): T {
  let plain: unknown;
  try {
    plain = written.document.toJS({ maxAliasCount: 20 }) ?? {};
  } catch (error) {
    throw new ConfigError([{ file: written.file, key: "", problem: cleanLine(String((error as Error).message), 120), advice: merged }]);
  }
  if (typeof plain === "object" && plain !== null && !Array.isArray(plain)) plain = Object.fromEntries(Object.entries(plain).filter(([key]) => !key.startsWith("x-")));
  const parsed = schema.safeParse(plain);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.flatMap((issue) => describeIssue(issue, { ...written, schema })));
  return parsed.data;
}

// The reader's own words hold a copy of the place, and advice for programmers.
function sayBroken(error: YAMLError, source: string): Pick<ConfigProblem, "problem" | "advice"> {
  const said = (error.message.split("\n")[0] ?? "not YAML").replace(/ at line \d+, column \d+:?$/u, "");
  switch (error.code) {
    case "TAB_AS_INDENT":
      return { problem: "a tab stands at the begin of the line", advice: "Indent with blanks: YAML takes no tabs there" };
    case "DUPLICATE_KEY": {
      const name = /^[\w.-]{1,60}/u.exec(source.slice(error.pos[0]))?.[0];
      return { problem: `${name === undefined ? "this key" : `\`${name}\``} stands here a second time`, advice: "Keep one of the two" };
    }
    case "MULTIPLE_DOCS":
      return { problem: "a second document begins here", advice: "Take the line `---` out: the file is one document" };
    case "BAD_INDENT":
    case "BAD_ALIAS":
    case "MISSING_CHAR":
      return { problem: said, advice: "Correct indentation, quotes and colons here and in the line above" };
    default:
      return { problem: said, advice: "Correct the YAML here or in the line above: `key: value`, indented with blanks, quotes closed" };
  }
}
