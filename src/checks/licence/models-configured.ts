import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "Self-hosted models are entered",
  hop: "licence",
  after: ["licence/valid"],
  judge: (see) => [
    { verdict: "pass", when: see("gitlab/models", (list) => list.models.length > 0), reason: "{count} models" },
    { verdict: "fail", when: all(see("gitlab/models", (list) => list.models.length === 0), see("gitlab/application-settings", () => true), see("gitlab/duo-settings", (settings) => settings.aiGatewayUrl !== null)), reason: "a gateway is set and no model is entered" },
    { verdict: "skip", when: see("gitlab/models", (list) => list.models.length === 0), reason: "nothing self-hosted is set up" },
  ],
  names: (read) => ({ count: read("gitlab/models")?.models.length }),
} satisfies Check;
