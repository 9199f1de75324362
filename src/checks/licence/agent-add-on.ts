import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { agentUnused } from "../../terms/agent-platform.ts";
import { agentAddOnMissing, offlineLicence } from "../../terms/licence.ts";

export default {
  title: "The licence includes self-hosted agents, where they are used",
  hop: "licence",
  after: ["licence/valid"],
  judge: (see) => [
    { verdict: "skip", when: agentUnused(see), reason: "no agent feature uses a self-hosted model" },
    { verdict: "fail", when: agentAddOnMissing(see), reason: "the licence is an offline one and lists no add-on of the self-hosted Agent Platform" },
    { verdict: "pass", when: all(offlineLicence(see), see("gitlab/add-ons", () => true)), reason: "the add-on is listed, or this release does not ask for it" },
  ],
} satisfies Check;
