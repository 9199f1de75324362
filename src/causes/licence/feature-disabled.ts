import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { type Feature, features } from "../../terms/licence.ts";

// What people ask for first; a smaller feature that is switched off is a choice.
const main = ["duo_chat", "code_completions", "code_generations"];
const off = (list: readonly Feature[]): Feature[] => list.filter((feature) => feature.provider === "disabled" && main.includes(feature.feature));

function names(settings: FactValues["gitlab/feature-settings"] | undefined): string | undefined {
  if (settings?.state !== "read") return undefined;
  return settings.features.filter((feature) => feature.provider === "disabled" && (main.includes(feature.feature) || feature.feature.startsWith("duo_agent_platform"))).map((feature) => feature.title ?? feature.feature).join(", ");
}

export default {
  code: "DT632",
  name: "feature-disabled",
  title: "{feature} is set to Disabled in the feature settings",
  plainTitle: "A feature is set to Disabled in the feature settings",
  hop: "licence",
  severity: "degraded",
  breaks: ["chat", "code-completion", "code-generation", "agentic-chat", "flows"],
  explains: { codes: ["M3004"], checks: ["licence/features-assigned", "licence/code-completion-assigned", "licence/user-access"] },
  proof: (see) => [
    proven(features(see, (list) => off(list).length > 0)),
    proven(
      features(see, (list) => list.some((feature) => feature.provider === "disabled" && feature.feature.startsWith("duo_agent_platform"))),
      see("gitlab/duo-settings", (settings) => settings.duoAgentPlatformServiceUrl !== null),
    ),
  ],
  consequenceOf: ["DT620"],
  rivals: {
    DT630: "provider is not disabled, only no model is chosen",
    DT634: "the feature is enabled and still not offered",
    DT620: "Duo as a whole is off",
  },
  remedy: [
    { do: "Choose a self-hosted model for it", where: "Admin > GitLab Duo > Configure features", expect: "provider self_hosted" },
    { do: "If it was switched off on purpose, record that, so that it is not reported again", where: "chat", command: "/duo expect DT632 {stack} until <date> <reason>" },
  ],
  names: (read) => ({
    feature: names(read("gitlab/feature-settings")),
  }),
} satisfies Cause;
