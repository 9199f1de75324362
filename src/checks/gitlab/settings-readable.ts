import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "The AI settings can be read",
  hop: "gitlab",
  after: ["gitlab/token-works"],
  judge: (see) => [
    { verdict: "fail", when: all(see("gitlab/feature-settings", (settings) => settings.state === "internal-error"), see("gitlab/version", (version) => version.major === 18 && version.minor === 4 && version.patch === 0)), reason: "GitLab {version} breaks on every read of the feature settings" },
    { verdict: "warn", when: see("gitlab/feature-settings", (settings) => settings.state === "internal-error"), reason: "GitLab answers the feature settings with an internal error" },
    { verdict: "warn", when: all(see.absent("gitlab/models", "blocked"), see("gitlab/token", (token) => token.rung === "admin"), see("gitlab/front", (front) => front.alive)), reason: "GitLab answers, and its GraphQL address does not: a page, an error or nothing comes in place of settings and models" },
    { verdict: "pass", when: all(see("gitlab/feature-settings", (settings) => settings.state === "read"), see("gitlab/models", () => true)), reason: "models and feature settings are readable" },
  ],
} satisfies Check;
