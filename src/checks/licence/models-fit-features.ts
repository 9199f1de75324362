import type { Check } from "../../facts/rules.ts";
import { features, misfits, someMisfit } from "../../terms/licence.ts";

export default {
  title: "Each model suits its features",
  hop: "licence",
  after: ["licence/models-configured"],
  judge: (see) => [
    { verdict: "fail", when: someMisfit(see), reason: "{misfits}" },
    { verdict: "pass", when: features(see, (list) => list.some((feature) => feature.model !== null)), reason: "GitLab offers every assigned model for its feature" },
  ],
  names: (read) => ({ misfits: misfits(read("gitlab/feature-settings")).map((feature) => `${feature.model?.name ?? ""} (${feature.model?.family ?? ""}) for ${feature.feature}`).join(", ") }),
} satisfies Check;
