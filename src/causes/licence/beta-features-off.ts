import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { betaModelInUse, betaPlatformInUse } from "../../terms/licence.ts";

export default {
  code: "DT622",
  name: "beta-features-off",
  title: "Beta models and features are off, but {feature} needs them",
  plainTitle: "Beta models and features are off, but something that is used needs them",
  hop: "licence",
  severity: "degraded",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["M3004"], checks: ["licence/beta-features"] },
  proof: (see) => [
    proven(betaPlatformInUse(see)),
    proven(betaModelInUse(see)),
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
  names: (read) => {
    const settings = read("gitlab/feature-settings");
    const beta = settings?.state === "read" ? settings.features.filter((feature) => feature.model?.releaseState === "beta") : [];
    return { feature: beta.length > 0 ? `${beta[0]?.model?.name ?? "a model"} (${beta.map((feature) => feature.title ?? feature.feature).slice(0, 4).join(", ")})` : read("gitlab/duo-settings")?.duoAgentPlatformServiceUrl === null ? "a model in use" : "the Agent Platform" };
  },
} satisfies Cause;
