import { z } from "zod";

/** What this GitLab's GraphQL has, from one introspection. Field lists are empty where the type does not exist. */
export const schema = z.object({
  queries: z.array(z.string()),
  mutations: z.array(z.string()),
  /** Fields by type name, for the types that we read. */
  fields: z.record(z.string(), z.array(z.string())),
  /** Values of AiAcceptedSelfHostedModels. */
  families: z.array(z.string()),
});
export type Value = z.infer<typeof schema>;
