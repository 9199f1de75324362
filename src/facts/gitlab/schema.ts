import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { askGraphql } from "../../targets/gitlab/graphql.ts";
import { listAt, member, textAt } from "../../targets/gitlab/rest.ts";

/** What this GitLab's GraphQL has, from one introspection. Field lists are empty where the type does not exist. */
export const schema = z.object({
  /** False: GitLab does not let itself be asked, so nothing below says that a field is missing. */
  introspected: z.boolean(),
  queries: z.array(z.string()),
  mutations: z.array(z.string()),
  /** Fields by type name, for the types that we read. */
  fields: z.record(z.string(), z.array(z.string())),
  /** Values of AiAcceptedSelfHostedModels. */
  families: z.array(z.string()),
});
export type Value = z.infer<typeof schema>;

/** Types that are read, as the GraphQL reference of GitLab names them. */
const types = ["DuoSettings", "CloudConnectorStatus", "CloudConnectorProbeResult", "AiSelfHostedModel", "AiFeatureSetting", "CurrentLicense", "AddOnPurchase", "CurrentUser", "AddOnUser"] as const;

// Only roots that are read: the whole list of mutations has hundreds of names.
const document = `query { __schema { queryType { fields(includeDeprecated: true) { name } } mutationType { fields(includeDeprecated: true) { name } } } ${types
  .map((type) => `${type}: __type(name: "${type}") { fields(includeDeprecated: true) { name } }`)
  .join(" ")} families: __type(name: "AiAcceptedSelfHostedModels") { enumValues(includeDeprecated: true) { name } } }`;

const namesAt = (value: unknown, ...path: readonly string[]): string[] =>
  (listAt(value, ...path) ?? []).flatMap((entry) => textAt(entry, "name") ?? []).filter((name) => /^[A-Za-z_]\w{0,80}$/u.test(name));

export default {
  title: "What GitLab's GraphQL knows",
  hop: "gitlab",
  cost: "cheap",
  timeoutMs: 12_000,
  schema,
  async observe(world) {
    if (world.stack.gitlab.token === undefined) return absent({ reason: "not-permitted", rung: "user" });
    const result = await askGraphql(world, document);
    if (result.kind === "failed") return absent({ reason: "blocked", by: "gitlab/reach" });
    if (result.kind === "denied" || result.kind === "invalid-token") return absent({ reason: "not-permitted", rung: "user" });
    const nothing = { introspected: false, queries: [], mutations: [], fields: {}, families: [] };
    if (result.kind !== "data") return nothing;
    const queries = namesAt(result.data, "__schema", "queryType", "fields");
    if (queries.length === 0) return nothing;
    return {
      introspected: true,
      queries,
      mutations: namesAt(result.data, "__schema", "mutationType", "fields"),
      fields: Object.fromEntries(types.flatMap((type) => (member(result.data, type, "fields") === undefined ? [] : [[type, namesAt(result.data, type, "fields")]]))),
      families: namesAt(result.data, "families", "enumValues"),
    };
  },
  describe(value) {
    if (!value.introspected) return "GitLab does not show its GraphQL schema; fields are tried one by one";
    return `GraphQL with ${value.queries.length} queries and ${value.mutations.length} mutations, ${value.families.length} model families`;
  },
} satisfies Fact<Value>;
