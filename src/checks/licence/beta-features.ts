import { all, any } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { onlineLicence } from "../../terms/licence.ts";

export default {
  title: "Beta features are on where they are needed",
  hop: "licence",
  after: ["licence/valid"],
  judge: (see) => [
    { verdict: "pass", when: see("gitlab/application-settings", (settings) => settings.betaFeaturesEnabled === true), reason: "on" },
    { verdict: "fail", when: all(see("gitlab/application-settings", (settings) => settings.betaFeaturesEnabled === false), any(all(see("gitlab/version", (version) => version.major === 18 && (version.minor === 7 || version.minor === 8)), see("gitlab/duo-settings", (settings) => settings.duoAgentPlatformServiceUrl !== null), onlineLicence(see)), see.both("gitlab/feature-settings", "gitlab/models", (settings, list) => (settings.state === "read" ? settings.features.some((feature) => feature.model !== null && feature.validModels !== null && !feature.validModels.includes(feature.model.name) && list.models.some((model) => model.name === feature.model?.name && model.releaseState === "beta")) : undefined)))), reason: "off, and something in use is beta" },
    { verdict: "pass", when: see("gitlab/application-settings", (settings) => settings.betaFeaturesEnabled === false), reason: "off, and nothing in use needs them" },
  ],
} satisfies Check;
