import { z } from "zod";

/** Which model serves which Duo feature. */
export const schema = z.discriminatedUnion("state", [
  z.object({
    state: z.literal("read"),
    features: z.array(z.object({
      /** code_completions, duo_chat, duo_agent_platform ... */
      feature: z.string(),
      /** self_hosted, vendored, disabled, unassigned */
      provider: z.string(),
      title: z.string().nullable(),
      releaseState: z.string().nullable(),
      model: z.object({ id: z.string().nullable(), name: z.string(), family: z.string() }).nullable(),
      /** Lower-case families; null where not told. */
      compatibleFamilies: z.array(z.string()).nullable(),
      validModels: z.array(z.string()).nullable(),
    })),
  }),
  /** GitLab answered this query alone with an internal error. */
  z.object({ state: z.literal("internal-error"), said: z.string() }),
]);
export type Value = z.infer<typeof schema>;
