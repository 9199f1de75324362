import { GraphQLError, execute, parse, validate } from "graphql";
import type { DocumentNode } from "graphql";
import type { UserWorld, World } from "../world.ts";
import type { GitlabContext } from "./context.ts";
import { rootOf } from "./resolvers.ts";
import { schemaFor } from "./schema.ts";

/** POST /api/graphql: parse, validate, execute, and errors in the shape that GitLab's library gives them. */

export interface GraphqlReply {
  status: number;
  body: unknown;
}

/** The library's validation errors, in the words and extensions of GitLab's. */
function gitlabError(error: GraphQLError): Record<string, unknown> {
  const locations = error.locations?.map(({ line, column }) => ({ line, column })) ?? [];
  const field = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(error.message);
  if (field) {
    const [, fieldName = "", typeName = ""] = field;
    return { message: `Field '${fieldName}' doesn't exist on type '${typeName}'`, locations, path: ["query", fieldName], extensions: { code: "undefinedField", typeName, fieldName } };
  }
  const argument = /^Unknown argument "(\w+)" on field "(\w+)\.(\w+)"/.exec(error.message);
  if (argument) {
    const [, argumentName = "", , fieldName = ""] = argument;
    return { message: `Field '${fieldName}' doesn't accept argument '${argumentName}'`, locations, path: ["query", fieldName], extensions: { code: "argumentNotAccepted", name: fieldName, typeName: "Field", argumentName } };
  }
  const leaf = /^Field "(\w+)" of type "([^"]+)" must have a selection of subfields/.exec(error.message);
  if (leaf) {
    const [, name = "", type = ""] = leaf;
    return { message: `Field must have selections (field '${name}' returns ${type.replace(/[[\]!]/g, "")} but has no selections. Did you mean '${name} { ... }'?)`, locations, path: ["query", name], extensions: { code: "selectionMismatch", nodeName: `field '${name}'`, typeName: type.replace(/[[\]!]/g, "") } };
  }
  const value = /Value "?([^"]+)"? does not exist in "(\w+)" enum/.exec(error.message) ?? /(\S+) cannot represent/.exec(error.message);
  if (value) return { message: `Argument has an invalid value (${value[1] ?? ""}).`, locations, path: ["query"], extensions: { code: "argumentLiteralsIncompatible", typeName: value[2] ?? "InputObject" } };
  return { message: error.message, locations };
}

interface Request {
  query?: unknown;
  variables?: unknown;
  operationName?: unknown;
}

function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (const character of text) {
    if (character === "{") most = Math.max(most, (depth += 1));
    if (character === "}") depth -= 1;
  }
  return most;
}

/** Answers a GraphQL request of this user (null = anonymous). */
export async function answerGraphql(context: GitlabContext, world: World, user: UserWorld | null, request: Request): Promise<GraphqlReply> {
  const query = typeof request.query === "string" ? request.query : "";
  if (query === "") return { status: 200, body: { errors: [{ message: "No query string was present" }] } };
  if (query.length > 10_000) return { status: 422, body: { errors: [{ message: "Query too large" }] } };
  if (depthOf(query) > 20 && !query.includes("__schema")) return { status: 200, body: { errors: [{ message: "Query has depth which exceeds max depth of 20" }] } };
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { status: 200, body: { errors: [{ message: error.message.replace("Syntax Error: ", "Parse error on "), locations: error.locations }] } };
  }
  const schema = schemaFor(world.gitlab.version);
  const problems = validate(schema, document);
  if (problems.length > 0) return { status: 200, body: { errors: problems.map(gitlabError) } };
  try {
    const result = await execute({
      schema,
      document,
      rootValue: rootOf(context, world, user),
      variableValues: (request.variables ?? {}) as Record<string, unknown>,
      ...(typeof request.operationName === "string" ? { operationName: request.operationName } : {}),
    });
    if (result.errors?.some((error) => error.originalError?.name === "ServerFault")) return { status: 500, body: { errors: [{ message: "Internal server error" }] } };
    const errors = result.errors?.map((error) => ({ message: error.message, locations: error.locations, path: error.path }));
    return { status: 200, body: { ...(result.data === undefined ? {} : { data: result.data }), ...(errors ? { errors } : {}) } };
  } catch {
    return { status: 500, body: { errors: [{ message: "Internal server error" }] } };
  }
}
