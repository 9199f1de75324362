import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { listAt, member, textAt } from "../../targets/gitlab/rest.ts";
import { absentBecause, askRoot, type KnownSchema, nothingKnown, type Wanted } from "../../targets/gitlab/select.ts";

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
      /** `releaseState` of the model itself, lower case; a beta model is missing from the list of models while beta is off. */
      model: z.object({ id: z.string().nullable(), name: z.string(), family: z.string(), releaseState: z.string().nullable().optional() }).nullable(),
      /** Lower-case families; null where not told. */
      compatibleFamilies: z.array(z.string()).nullable(),
      validModels: z.array(z.string()).nullable(),
    })),
  }),
  /** GitLab answered this query alone with an internal error. */
  z.object({ state: z.literal("internal-error"), said: z.string() }),
]);
export type Value = z.infer<typeof schema>;

const model: Wanted = { field: "selfHostedModel", type: "AiSelfHostedModel", picks: ["id", "name", "model", "releaseState"] };
const lean: readonly Wanted[] = [{ field: "nodes", type: "AiFeatureSetting", picks: ["feature", "provider", model] }];
const full: readonly Wanted[] = [
  { field: "nodes", type: "AiFeatureSetting", picks: ["feature", "provider", "title", "releaseState", "compatibleLlms", model, { field: "validModels", type: "", picks: [{ field: "nodes", type: "AiSelfHostedModel", picks: ["name"] }] }] },
];

const word = (value: string | null): string | null => (value === null ? null : cleanLine(value, 120).toLowerCase());
const texts = (list: readonly unknown[] | null): string[] | null => list?.flatMap((entry) => (typeof entry === "string" ? [cleanLine(entry, 120)] : [])) ?? null;

function readFeature(node: unknown): Extract<Value, { state: "read" }>["features"][number] | undefined {
  const feature = word(textAt(node, "feature"));
  if (feature === null) return undefined;
  const stored = member(node, "selfHostedModel");
  const name = textAt(stored, "name");
  return {
    feature,
    provider: word(textAt(node, "provider")) ?? (name === null ? "unassigned" : "self_hosted"),
    title: textAt(node, "title") === null ? null : cleanLine(textAt(node, "title") ?? "", 120),
    releaseState: word(textAt(node, "releaseState")),
    model: name === null ? null : { id: textAt(stored, "id"), name: cleanLine(name, 200), family: word(textAt(stored, "model")) ?? "", releaseState: word(textAt(stored, "releaseState")) },
    compatibleFamilies: texts(listAt(node, "compatibleLlms"))?.map((family) => family.toLowerCase()) ?? null,
    validModels: (listAt(node, "validModels", "nodes") ?? null)?.flatMap((entry) => (textAt(entry, "name") === null ? [] : [cleanLine(textAt(entry, "name") ?? "", 200)])) ?? null,
  };
}

export default {
  title: "Which model serves which Duo feature",
  hop: "licence",
  cost: "cheap",
  rung: "admin",
  needs: ["gitlab/token"],
  uses: ["gitlab/schema"],
  timeoutMs: 20_000,
  schema,
  async observe(world) {
    const known = (world.read("gitlab/schema") as KnownSchema | undefined) ?? nothingKnown;
    const { outcome } = await askRoot(world, known, { field: "aiFeatureSettings", type: "", picks: full }, { lean });
    if (outcome.state === "refused" && outcome.result.kind === "internal-error") return { state: "internal-error", said: outcome.result.message };
    if (outcome.state !== "value") return absentBecause(outcome, "admin", "the feature settings");
    const nodes = listAt(outcome.value, "nodes");
    if (nodes === null) return absent({ reason: "not-permitted", rung: "admin" });
    return { state: "read", features: nodes.slice(0, 200).flatMap((node) => readFeature(node) ?? []) };
  },
  describe(value) {
    if (value.state === "internal-error") return `GitLab answered the feature settings with an internal error (${value.said})`;
    const assigned = value.features.filter((feature) => feature.model !== null);
    if (assigned.length === 0) return `none of ${value.features.length} Duo features is assigned to a self-hosted model`;
    return `${assigned.length} of ${value.features.length} Duo features use a self-hosted model: ${assigned.slice(0, 6).map((feature) => `${feature.feature} = ${feature.model?.name ?? ""}`).join(", ")}`;
  },
} satisfies Fact<Value>;
