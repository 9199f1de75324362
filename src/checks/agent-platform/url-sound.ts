import type { Check } from "../../facts/rules.ts";
import { agentUnused } from "../../terms/agent-platform.ts";

export default {
  title: "The address of the agent service is host and port alone",
  hop: "agent-platform",
  after: ["agent-platform/url-set"],
  judge: (see) => [
    { verdict: "skip", when: agentUnused(see), reason: "no agent feature uses a self-hosted model" },
    { verdict: "fail", when: see("agent/address", (value) => value.source === "gitlab-settings" && (value.hasScheme || value.hasPath)), reason: "{agentAddress} holds a scheme or a path" },
    { verdict: "pass", when: see("agent/address", (value) => !value.hasScheme && !value.hasPath && value.host !== ""), reason: "{agentAddress}" },
  ],
} satisfies Check;
