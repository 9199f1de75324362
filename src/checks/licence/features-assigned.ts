import { all, any } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { features, offlineLicence } from "../../terms/licence.ts";
import { given } from "../../terms/told.ts";

const main = ["duo_chat", "code_completions", "code_generations"];

export default {
  title: "The features that people need have a model",
  hop: "licence",
  after: ["licence/models-configured", "gitlab/gateway-url-set", "gitlab/settings-readable", "licence/duo-on"],
  judge: (see) => [
    { verdict: "fail", when: features(see, (list) => list.some((feature) => feature.provider === "disabled" && main.includes(feature.feature))), reason: "switched off: {off}" },
    { verdict: "fail", when: all(features(see, (list) => list.some((feature) => feature.provider === "disabled" && feature.feature.startsWith("duo_agent_platform"))), see("gitlab/duo-settings", (settings) => settings.duoAgentPlatformServiceUrl !== null)), reason: "switched off: {off}" },
    { verdict: "fail", when: all(features(see, (list) => list.some((feature) => feature.feature !== "code_completions" && (feature.provider === "vendored" || (feature.model === null && feature.provider === "unassigned" && ["duo_chat", "code_generations"].includes(feature.feature))))), see("gitlab/duo-settings", (settings) => settings.aiGatewayUrl !== null), any(given(see.profile === "offline"), offlineLicence(see))), reason: "some features would still go to GitLab's cloud, which this site does not use" },
    { verdict: "pass", when: features(see, (list) => list.some((feature) => feature.model !== null)), reason: "{count} features have a self-hosted model" },
    { verdict: "warn", when: all(features(see, (list) => list.length > 0), see("gitlab/models", (list) => list.models.some((model) => model.features.length === 0))), reason: "models are entered and no feature uses one" },
  ],
  names: (read) => {
    const settings = read("gitlab/feature-settings");
    if (settings?.state !== "read") return {};
    return { off: settings.features.filter((feature) => feature.provider === "disabled").map((feature) => feature.title ?? feature.feature).join(", "), count: settings.features.filter((feature) => feature.model !== null).length };
  },
} satisfies Check;
