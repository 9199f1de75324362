import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { cleanLine } from "../../core/text.ts";
import { listAt, textAt, truthAt } from "../../targets/gitlab/rest.ts";
import { absentBecause, askRoot, type KnownSchema, nothingKnown, type Wanted } from "../../targets/gitlab/select.ts";
import type { Value as FeatureSettings } from "./feature-settings.ts";

/** The self-hosted models as stored in GitLab. The stored key is never read. */
export const schema = z.object({
  models: z.array(z.object({
    id: z.string(),
    /** Name given by the administrator; the subject of per-model facts. */
    name: z.string(),
    /** Lower case: mistral, general ... */
    family: z.string(),
    /** As GitLab spells it. */
    familyAsStored: z.string(),
    endpoint: z.string().nullable(),
    identifier: z.string().nullable(),
    hasApiToken: z.boolean().nullable(),
    releaseState: z.string().nullable(),
    createdAt: z.string().nullable(),
    /** Features assigned to it; empty = unused. */
    features: z.array(z.string()),
  })),
});
export type Value = z.infer<typeof schema>;

// Never `apiToken`: some releases list it on the type and would hand out the stored key.
const own: readonly Wanted[] = ["id", "name", "model", "endpoint", "identifier", "hasApiToken", "releaseState", "createdAt"];
const lean: readonly Wanted[] = [{ field: "nodes", type: "AiSelfHostedModel", picks: own }];
const full: readonly Wanted[] = [{ field: "nodes", type: "AiSelfHostedModel", picks: [...own, { field: "featureSettings", type: "", picks: [{ field: "nodes", type: "AiFeatureSetting", picks: ["feature", "provider"] }] }] }];

function readModel(node: unknown, settings: FeatureSettings | undefined): Value["models"][number] | undefined {
  const id = textAt(node, "id");
  const name = textAt(node, "name");
  if (id === null || name === null) return undefined;
  const family = cleanLine(textAt(node, "model") ?? "", 80);
  const told = (listAt(node, "featureSettings", "nodes") ?? []).flatMap((entry) => {
    const provider = textAt(entry, "provider")?.toLowerCase();
    return provider === undefined || provider === "self_hosted" ? [textAt(entry, "feature")?.toLowerCase() ?? ""] : [];
  });
  const assigned = settings?.state === "read" ? settings.features.filter((feature) => feature.model !== null && feature.provider === "self_hosted" && (feature.model.id === null ? feature.model.name === name : feature.model.id === id)).map((feature) => feature.feature) : told;
  return {
    id,
    name: cleanLine(name, 200),
    family: family.toLowerCase(),
    familyAsStored: family,
    endpoint: textAt(node, "endpoint") === null ? null : cleanLine(textAt(node, "endpoint") ?? "", 4096),
    identifier: textAt(node, "identifier") === null ? null : cleanLine(textAt(node, "identifier") ?? "", 1024),
    hasApiToken: truthAt(node, "hasApiToken"),
    releaseState: textAt(node, "releaseState")?.toLowerCase() ?? null,
    createdAt: textAt(node, "createdAt"),
    features: [...new Set(assigned.filter((feature) => feature !== ""))].map((feature) => cleanLine(feature, 120)),
  };
}

export default {
  title: "Self-hosted models as stored in GitLab",
  hop: "licence",
  cost: "cheap",
  rung: "admin",
  needs: ["gitlab/token"],
  uses: ["gitlab/schema", "gitlab/feature-settings"],
  timeoutMs: 20_000,
  schema,
  async observe(world) {
    const known = (world.read("gitlab/schema") as KnownSchema | undefined) ?? nothingKnown;
    const settings = world.read("gitlab/feature-settings") as FeatureSettings | undefined;
    const picks = settings?.state === "read" ? lean : full;
    const { outcome } = await askRoot(world, known, { field: "aiSelfHostedModels", type: "", picks }, { lean });
    if (outcome.state !== "value") return absentBecause(outcome, "admin", "self-hosted models");
    const nodes = listAt(outcome.value, "nodes");
    if (nodes === null) return absent({ reason: "not-permitted", rung: "admin" });
    const seen = new Set<string>();
    const models = nodes.slice(0, 100).flatMap((node) => readModel(node, settings) ?? []).map((model) => {
      // Names are unique in GitLab; should a server tell two alike, both must stay apart.
      const name = seen.has(model.name) ? `${model.name} (${model.id.split("/").at(-1) ?? model.id})` : model.name;
      seen.add(name);
      return { ...model, name };
    });
    return { models };
  },
  describe(value) {
    if (value.models.length === 0) return "no self-hosted model is entered in GitLab";
    return `${value.models.length} self-hosted model${value.models.length === 1 ? "" : "s"}: ${value.models.slice(0, 5).map((model) => `${model.name} (${model.family}, ${model.endpoint ?? "no endpoint"}, ${model.features.length} features)`).join("; ")}`;
  },
} satisfies Fact<Value>;
