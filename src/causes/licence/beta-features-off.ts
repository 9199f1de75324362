import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { versionBetween } from "../../terms/gitlab.ts";
import { type Feature, onlineLicence } from "../../terms/licence.ts";

/** The feature's model is beta, and GitLab itself does not offer it for the feature. */
const betaModelNotOffered = (feature: Feature, models: readonly { name: string; releaseState: string | null }[]): boolean =>
  feature.model !== null && feature.validModels !== null && !feature.validModels.includes(feature.model.name) && models.some((model) => model.name === feature.model?.name && model.releaseState === "beta");

export default {
  code: "DT622",
  name: "beta-features-off",
  title: "Beta models and features are off, but {feature} needs them",
  hop: "licence",
  severity: "degraded",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["M3004"], checks: ["licence/beta-features"] },
  proof: (see) => [
    proven(
      see("gitlab/application-settings", (settings) => settings.betaFeaturesEnabled === false),
      versionBetween(see, [18, 7], [18, 8]),
      see("gitlab/duo-settings", (settings) => settings.duoAgentPlatformServiceUrl !== null),
      onlineLicence(see),
    ),
    proven(
      see("gitlab/application-settings", (settings) => settings.betaFeaturesEnabled === false),
      see.both("gitlab/feature-settings", "gitlab/models", (settings, list) =>
        settings.state === "read" ? settings.features.some((feature) => betaModelNotOffered(feature, list.models)) : undefined,
      ),
    ),
  ],
  rivals: {
    DT605: "the licence is offline and lacks the Agent Platform add-on",
    DT443: "beta features are on and the flow itself is turned off",
    DT635: "the model is refused as incompatible, not as beta",
  },
  remedy: [
    { do: "Turn on beta and experimental features", where: "Admin > GitLab Duo > Change configuration", expect: "instance_level_ai_beta_features_enabled true" },
    { do: "Or upgrade to 18.9 or later, where the Agent Platform no longer needs it", where: "GitLab" },
  ],
  names: (read) => ({
    feature: read("gitlab/duo-settings")?.duoAgentPlatformServiceUrl === null ? "a model in use" : "the Agent Platform",
  }),
} satisfies Cause;
