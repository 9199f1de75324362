import { readFileSync } from "node:fs";

/** The part of JSON Schema 2020-12 that Discord's published specification uses. */
type Schema = { [key: string]: unknown };

const document = JSON.parse(readFileSync(new URL("../../fixtures/discord/request-schemas.json", import.meta.url), "utf8")) as { $defs: Record<string, Schema> };

const kindOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : Number.isInteger(value) ? "integer" : typeof value);

/** What is wrong with a request body by Discord's published schema of that name; empty when it fits. */
export function schemaProblems(name: string, value: unknown): string[] {
  const schema = document.$defs[name];
  if (schema === undefined) throw new Error(`The trimmed specification has no schema ${name}`);
  return check(schema, value, "");
}

function check(schema: Schema, value: unknown, at: string): string[] {
  const problems: string[] = [];
  const say = (text: string): void => void problems.push(`${at === "" ? "body" : at}: ${text}`);
  if (typeof schema["$ref"] === "string") problems.push(...check(document.$defs[schema["$ref"].split("/").at(-1) ?? ""] ?? {}, value, at));
  for (const part of (schema["allOf"] ?? []) as Schema[]) problems.push(...check(part, value, at));
  for (const word of ["oneOf", "anyOf"] as const) {
    const branches = schema[word] as Schema[] | undefined;
    if (branches !== undefined) problems.push(...checkBranches(branches, value, at, word));
  }
  const types = schema["type"] === undefined ? [] : ([schema["type"]].flat() as string[]);
  const kind = kindOf(value);
  if (types.length > 0 && !types.includes(kind) && !(kind === "integer" && types.includes("number"))) {
    say(`must be ${types.join(" or ")}, is ${kind}`);
    return problems;
  }
  if ("const" in schema && schema["const"] !== value) say(`must be ${JSON.stringify(schema["const"])}`);
  if (Array.isArray(schema["enum"]) && value !== null && !schema["enum"].includes(value)) say(`must be one of ${JSON.stringify(schema["enum"])}`);
  if (typeof value === "string") problems.push(...checkText(schema, value, at));
  if (typeof value === "number") {
    if (typeof schema["minimum"] === "number" && value < schema["minimum"]) say(`is less than ${schema["minimum"]}`);
    if (typeof schema["maximum"] === "number" && value > schema["maximum"]) say(`is more than ${schema["maximum"]}`);
  }
  if (Array.isArray(value)) problems.push(...checkList(schema, value, at));
  else if (typeof value === "object" && value !== null) problems.push(...checkObject(schema, value as Record<string, unknown>, at));
  return problems;
}

function checkText(schema: Schema, value: string, at: string): string[] {
  // Discord counts characters, not UTF-16 units.
  const length = [...value].length;
  const problems: string[] = [];
  if (typeof schema["minLength"] === "number" && length < schema["minLength"]) problems.push(`${at}: must be ${schema["minLength"]} or more in length`);
  if (typeof schema["maxLength"] === "number" && length > schema["maxLength"]) problems.push(`${at}: must be ${schema["maxLength"]} or fewer in length`);
  if (typeof schema["pattern"] === "string" && !new RegExp(schema["pattern"], "u").test(value)) problems.push(`${at}: does not match ${schema["pattern"]}`);
  return problems;
}

function checkList(schema: Schema, value: readonly unknown[], at: string): string[] {
  const problems: string[] = [];
  if (typeof schema["minItems"] === "number" && value.length < schema["minItems"]) problems.push(`${at}: must be ${schema["minItems"]} or more in length`);
  if (typeof schema["maxItems"] === "number" && value.length > schema["maxItems"]) problems.push(`${at}: must be ${schema["maxItems"]} or fewer in length`);
  if (schema["uniqueItems"] === true && new Set(value.map((item) => JSON.stringify(item))).size !== value.length) problems.push(`${at}: holds one thing twice`);
  if (schema["items"] !== undefined) value.forEach((item, place) => problems.push(...check(schema["items"] as Schema, item, `${at}[${place}]`)));
  return problems;
}

function checkObject(schema: Schema, value: Record<string, unknown>, at: string): string[] {
  const problems: string[] = [];
  for (const key of (schema["required"] ?? []) as string[]) if (value[key] === undefined) problems.push(`${at === "" ? "body" : at}: ${key} is required`);
  const properties = (schema["properties"] ?? {}) as Record<string, Schema>;
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const known = properties[key];
    const path = at === "" ? key : `${at}.${key}`;
    if (known !== undefined) problems.push(...check(known, item, path));
    else if (typeof schema["additionalProperties"] === "object" && schema["additionalProperties"] !== null) problems.push(...check(schema["additionalProperties"] as Schema, item, path));
    // The real service drops unknown keys silently; in a test they are a slip of ours.
    else if (Object.keys(properties).length > 0) problems.push(`${path}: is not known`);
  }
  if (typeof schema["maxProperties"] === "number" && Object.keys(value).length > schema["maxProperties"]) problems.push(`${at}: holds too many keys`);
  return problems;
}

function checkBranches(branches: readonly Schema[], value: unknown, at: string, word: "oneOf" | "anyOf"): string[] {
  const results = branches.map((branch) => check(branch, value, at));
  const fits = results.filter((result) => result.length === 0).length;
  if (fits === 1 || (fits > 1 && word === "anyOf")) return [];
  if (fits > 1) return [`${at}: fits ${fits} alternatives`];
  // The most telling branch: the one whose own `type` is right, else the one with the fewest problems.
  const resolve = (branch: Schema): Schema => (typeof branch["$ref"] === "string" ? (document.$defs[branch["$ref"].split("/").at(-1) ?? ""] ?? {}) : branch);
  const own = (value as { type?: unknown } | null)?.type;
  const place = branches.findIndex((branch) => ((resolve(branch)["properties"] as Record<string, Schema> | undefined)?.["type"]?.["enum"] as unknown[] | undefined)?.includes(own));
  const wrongKind = (result: readonly string[]): number => (result.some((text) => text.startsWith(`${at}: must be `) && text.includes(", is ")) ? 1 : 0);
  return results[place] ?? [...results].sort((a, b) => wrongKind(a) - wrongKind(b) || a.length - b.length)[0] ?? [];
}
