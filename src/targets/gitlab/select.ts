import { type Absent, absent, type Rung } from "../../core/fact.ts";
import { askGraphql, type GraphqlResult } from "./graphql.ts";
import type { GitlabWorld } from "./rest.ts";

/** What is known of an instance's schema; without an introspection every field is tried, and those that it lacks are dropped. */
export interface KnownSchema {
  introspected: boolean;
  queries: readonly string[];
  mutations: readonly string[];
  /** Fields by type name; a type that is not listed is not known, its fields are tried. */
  fields: Readonly<Record<string, readonly string[]>>;
}

export const nothingKnown: KnownSchema = { introspected: false, queries: [], mutations: [], fields: {} };

/** A field of a selection; one with `picks` is an object or a list of objects of type `type`. */
export type Wanted = string | { field: string; args?: string; type: string; picks: readonly Wanted[] };

export interface Root {
  field: string;
  /** With brackets, as written in the document. */
  args?: string;
  type: string;
  picks: readonly Wanted[];
}

/** What came of one root field. */
export type RootOutcome =
  | { state: "value"; value: unknown }
  /** null: refused or not there; `message` is what GitLab said about it. */
  | { state: "null"; message: string | null }
  /** This GitLab has no such field. */
  | { state: "unknown" }
  | { state: "refused"; result: Exclude<GraphqlResult, { kind: "data" }> };

export interface Answered {
  outcome: RootOutcome;
  ms: number;
}

const lacksField = (known: KnownSchema, dropped: ReadonlySet<string>, type: string, field: string): boolean => {
  if (dropped.has(`${type}.${field}`) || dropped.has(`.${field}`)) return true;
  const listed = known.fields[type];
  return listed !== undefined && listed.length > 0 && !listed.includes(field);
};

function render(wanted: readonly Wanted[], type: string, known: KnownSchema, dropped: ReadonlySet<string>): string {
  const parts = wanted.flatMap((one) => {
    const field = typeof one === "string" ? one : one.field;
    if (lacksField(known, dropped, type, field)) return [];
    if (typeof one === "string") return [field];
    const inner = render(one.picks, one.type, known, dropped);
    return inner === "" ? [] : [`${field}${one.args ?? ""} { ${inner} }`];
  });
  return parts.join(" ");
}

/** The document that asks for one root field with what this GitLab has of it; undefined when nothing is left to ask. */
export function documentFor(root: Root, known: KnownSchema, dropped: ReadonlySet<string> = new Set()): string | undefined {
  if (dropped.has(`Query.${root.field}`) || dropped.has(`.${root.field}`)) return undefined;
  if (known.introspected && known.queries.length > 0 && !known.queries.includes(root.field)) return undefined;
  if (root.picks.length === 0) return `query { ${root.field}${root.args ?? ""} }`;
  const inner = render(root.picks, root.type, known, dropped);
  return inner === "" ? undefined : `query { ${root.field}${root.args ?? ""} { ${inner} } }`;
}

/**
 * Asks for one root field. Fields that this GitLab turns out not to have are left out and the rest is asked again; a document that is
 * refused as a whole (too complex, for example) is asked once more with `lean`.
 */
export async function askRoot(
  world: GitlabWorld,
  known: KnownSchema,
  root: Root,
  options: { timeoutMs?: number; lean?: readonly Wanted[] } = {},
): Promise<Answered> {
  const dropped = new Set<string>();
  let picks = root.picks;
  let ms = 0;
  for (let round = 0; round < 12; round += 1) {
    const document = documentFor({ ...root, picks }, known, dropped);
    if (document === undefined) return { outcome: { state: "unknown" }, ms };
    const result = await askGraphql(world, document, {}, options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs });
    ms = result.ms;
    if (result.kind === "data") {
      const value = result.data[root.field];
      if (value !== null && value !== undefined) return { outcome: { state: "value", value }, ms };
      const error = result.errors.find((one) => one.at === null || one.at === root.field);
      if (error !== undefined && /^internal server error/iu.test(error.message)) {
        return { outcome: { state: "refused", result: { kind: "internal-error", status: 200, message: error.message, ms } }, ms };
      }
      return { outcome: { state: "null", message: error?.message ?? null }, ms };
    }
    if (result.kind === "undefined-fields") {
      const before = dropped.size;
      for (const { type, field } of result.fields) dropped.add(type === "" ? `.${field}` : `${type}.${field}`);
      // A type that this instance names differently from what the document assumes: drop the field wherever it stands.
      if (documentFor({ ...root, picks }, known, dropped) === document) for (const { field } of result.fields) dropped.add(`.${field}`);
      if (dropped.size > before) continue;
    }
    if (result.kind === "rejected" && options.lean !== undefined && picks !== options.lean) {
      picks = options.lean;
      continue;
    }
    return { outcome: { state: "refused", result }, ms };
  }
  return { outcome: { state: "unknown" }, ms };
}

/** Why a fact is not there, where its root field gave no value. */
export function absentBecause(outcome: Exclude<RootOutcome, { state: "value" }>, rung: Rung, what: string): Absent {
  if (outcome.state === "unknown") return absent({ reason: "not-applicable", because: `this GitLab does not know ${what}` });
  if (outcome.state === "null") return absent({ reason: "not-permitted", rung });
  switch (outcome.result.kind) {
    case "denied":
    case "invalid-token":
      return absent({ reason: "not-permitted", rung });
    case "throttled":
      return absent({ reason: "not-asked", because: "GitLab throttled the requests of duo-triage (429)" });
    case "undefined-fields":
    case "rejected":
      return absent({ reason: "not-applicable", because: `this GitLab did not take the question for ${what}` });
    case "internal-error":
    case "foreign":
    case "failed":
      return absent({ reason: "blocked", by: "gitlab/front" });
  }
}
