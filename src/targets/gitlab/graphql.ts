import type { Failure } from "../../core/probe-answer.ts";
import { cleanLine } from "../../core/text.ts";
import { askRest, type GitlabWorld, listAt, member, scopesWanted, textAt } from "./rest.ts";

/** One error of a GraphQL answer, as far as anything is decided by it. */
export interface GraphqlError {
  message: string;
  /** `extensions.code`: undefinedField, argumentNotAccepted, ... */
  code: string | null;
  /** `extensions.typeName` and `fieldName` of an undefined field. */
  type: string | null;
  field: string | null;
  /** First part of `path`: the alias that it is about. */
  at: string | null;
}

/** What GitLab made of a GraphQL document. */
export type GraphqlResult =
  /** Answered; a part may be null, with an error that names it. */
  | { kind: "data"; data: Record<string, unknown>; errors: readonly GraphqlError[]; ms: number }
  /** This GitLab lacks fields; nothing was executed. */
  | { kind: "undefined-fields"; fields: readonly { type: string; field: string }[]; ms: number }
  /** The document was refused for another reason; nothing was executed. */
  | { kind: "rejected"; messages: readonly string[]; ms: number }
  /** `wanted`: the scopes that would do, where GitLab named them. */
  | { kind: "denied"; wanted: string | null; message: string | null; ms: number }
  | { kind: "invalid-token"; message: string | null; ms: number }
  | { kind: "throttled"; ms: number }
  | { kind: "internal-error"; status: number; message: string; ms: number }
  /** Something answered that is not GraphQL: a page, a redirect. */
  | { kind: "foreign"; status: number; ms: number }
  | { kind: "failed"; failure: Failure; ms: number };

// A server that gives no extensions says it in the message only: graphql-ruby's wording, then graphql-js's.
const fieldMessages = [/^Field '([A-Za-z_]\w*)' doesn't exist on type '([A-Za-z_]\w*)'/u, /^Cannot query field "([A-Za-z_]\w*)" on type "([A-Za-z_]\w*)"/u];

function readError(entry: unknown): GraphqlError {
  const message = cleanLine(textAt(entry, "message") ?? "", 600);
  const code = textAt(entry, "extensions", "code");
  const told = { message, code, type: textAt(entry, "extensions", "typeName"), field: textAt(entry, "extensions", "fieldName"), at: firstText(listAt(entry, "path")) };
  if (told.field !== null) return told;
  const spoken = fieldMessages.map((form) => form.exec(message)).find((match) => match !== null);
  return spoken === undefined || spoken === null ? told : { ...told, code: "undefinedField", field: spoken[1] ?? null, type: spoken[2] ?? null };
}

const firstText = (path: readonly unknown[] | null): string | null => path?.find((part): part is string => typeof part === "string") ?? null;

/**
 * Sends one document to POST /api/graphql. GitLab refuses documents over 10,000 characters with 422, an unusable token with 401, and a
 * field that the release lacks with 200, an `undefinedField` error and no data for the whole document.
 */
export async function askGraphql(
  world: GitlabWorld,
  query: string,
  variables: Record<string, unknown> = {},
  options: { timeoutMs?: number; anonymous?: boolean } = {},
): Promise<GraphqlResult> {
  const answer = await askRest(world, "POST", "/api/graphql", {
    json: { query, variables },
    timeoutMs: options.timeoutMs ?? 10_000,
    keepBytes: 2_097_152,
    ...(options.anonymous === undefined ? {} : { anonymous: options.anonymous }),
  });
  const { result, json } = answer;
  const ms = Math.round(result.timings.total);
  if (result.kind === "failure") return { kind: "failed", failure: result, ms };
  const errors = (listAt(json, "errors") ?? []).map(readError);
  const said = errors[0]?.message ?? textAt(json, "message") ?? textAt(json, "error_description") ?? textAt(json, "error");
  const message = said === null ? null : cleanLine(said, 600);
  if (result.status === 429) return { kind: "throttled", ms };
  if (json === undefined || json === null || typeof json !== "object") {
    if (result.status >= 500) return { kind: "internal-error", status: result.status, message: "an answer that is no JSON", ms };
    return { kind: "foreign", status: result.status, ms };
  }
  if (result.status === 401) return { kind: "invalid-token", message, ms };
  if (result.status === 403) return { kind: "denied", wanted: scopesWanted(answer), message, ms };
  if (result.status >= 500) return { kind: "internal-error", status: result.status, message: message ?? "", ms };
  const data = member(json, "data");
  const undefinedFields = errors.filter((error) => error.code === "undefinedField" && error.field !== null);
  if (data !== null && typeof data === "object" && !Array.isArray(data)) return { kind: "data", data: data as Record<string, unknown>, errors, ms };
  if (undefinedFields.length > 0) return { kind: "undefined-fields", fields: undefinedFields.map((error) => ({ type: error.type ?? "", field: error.field ?? "" })), ms };
  if (errors.length > 0) return { kind: "rejected", messages: errors.map((error) => error.message), ms };
  if (result.status >= 300) return { kind: "foreign", status: result.status, ms };
  if (data === null) return { kind: "data", data: {}, errors, ms };
  return { kind: "foreign", status: result.status, ms };
}
