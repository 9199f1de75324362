import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { type Feature, features } from "../../terms/licence.ts";

const borrows = (feature: Feature): boolean => feature.feature.startsWith("duo_chat_") && feature.model === null && !["disabled", "vendored"].includes(feature.provider);

function names(settings: FactValues["gitlab/feature-settings"] | undefined): string | undefined {
  if (settings?.state !== "read") return undefined;
  const list = settings.features.filter(borrows).map((feature) => feature.title ?? feature.feature);
  return list.length > 4 ? `${list.slice(0, 3).join(", ")} and ${list.length - 3} more` : list.join(", ");
}

export default {
  code: "DT633",
  name: "sub-feature-uses-general-chat",
  title: "{feature} has no model of its own, so the General Chat model answers it",
  plainTitle: "A feature has no model of its own, so the General Chat model answers it",
  hop: "licence",
  severity: "info",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    proven(features(see, (list) => list.some((feature) => feature.feature === "duo_chat" && feature.provider === "self_hosted" && feature.model !== null) && list.some(borrows))),
  ],
  rivals: {
    DT631: "duo_chat itself is not self_hosted: the sub-feature goes to the cloud with it",
  },
  remedy: [
    { do: "Nothing, if the chat model suits it", where: "Admin > GitLab Duo > Configure features" },
    { do: "Otherwise assign a model to the sub-feature", where: "Admin > GitLab Duo > Configure features", expect: "selfHostedModel names it" },
  ],
  names: (read) => ({
    feature: names(read("gitlab/feature-settings")),
  }),
} satisfies Cause;
