import { any } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { betaModelInUse, betaPlatformInUse } from "../../terms/licence.ts";

export default {
  title: "Beta features are on where they are needed",
  hop: "licence",
  after: ["licence/valid"],
  judge: (see) => [
    { verdict: "pass", when: see("gitlab/application-settings", (settings) => settings.betaFeaturesEnabled === true), reason: "on" },
    { verdict: "fail", when: any(betaPlatformInUse(see), betaModelInUse(see)), reason: "off, and something in use is beta" },
    { verdict: "pass", when: see("gitlab/application-settings", (settings) => settings.betaFeaturesEnabled === false), reason: "off, and nothing in use needs them" },
  ],
} satisfies Check;
