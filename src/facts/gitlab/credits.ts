import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { truthAt } from "../../targets/gitlab/rest.ts";
import { absentBecause, askRoot, type KnownSchema } from "../../targets/gitlab/select.ts";

/** GitLab Credits (19.x). */
export const schema = z.object({ available: z.boolean().nullable() });
export type Value = z.infer<typeof schema>;

export default {
  title: "GitLab Credits",
  hop: "licence",
  cost: "cheap",
  rung: "admin",
  needs: ["gitlab/token", "gitlab/schema"],
  timeoutMs: 12_000,
  schema,
  async observe(world) {
    const known = world.read("gitlab/schema") as KnownSchema;
    if (!known.queries.includes("gitlabCreditsAvailable")) return absent({ reason: "not-applicable", because: "this GitLab does not tell about credits (19.x does)" });
    const { outcome } = await askRoot(world, known, { field: "gitlabCreditsAvailable", type: "", picks: [] });
    if (outcome.state !== "value") return absentBecause(outcome, "admin", "credits");
    return { available: typeof outcome.value === "boolean" ? outcome.value : truthAt(outcome.value, "available") };
  },
  describe(value) {
    return value.available === null ? "GitLab does not say whether credits are left" : value.available ? "GitLab Credits are available" : "no GitLab Credits are left";
  },
} satisfies Fact<Value>;
