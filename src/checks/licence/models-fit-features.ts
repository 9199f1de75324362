import type { Check } from "../../facts/rules.ts";
import { features, misfit, misfits } from "../gitlab-terms.ts";

export default {
  title: "Each model suits its features",
  hop: "licence",
  after: ["licence/models-configured"],
  judge: (see) => [
    { verdict: "fail", when: features(see, (list) => list.some(misfit)), reason: "{misfits}" },
    { verdict: "pass", when: features(see, (list) => list.some((feature) => feature.model !== null)), reason: "GitLab offers every assigned model for its feature" },
  ],
  names: (read) => ({ misfits: misfits(read("gitlab/feature-settings")) }),
} satisfies Check;
