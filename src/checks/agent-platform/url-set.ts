import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { agentFeatureSelfHosted, agentUnused } from "../../terms/agent-platform.ts";

export default {
  title: "GitLab has the address of the agent service",
  hop: "agent-platform",
  judge: (see) => [
    { verdict: "skip", when: agentUnused(see), reason: "no agent feature uses a self-hosted model" },
    { verdict: "fail", when: all(agentFeatureSelfHosted(see), see("gitlab/duo-settings", (value) => value.knows.duoAgentPlatformServiceUrl && (value.duoAgentPlatformServiceUrl ?? "").trim() === "")), reason: "agent features are assigned to self-hosted models, and no address is set" },
    { verdict: "pass", when: see("agent/address", (value) => value.source === "gitlab-settings"), reason: "{agentAddress}" },
  ],
} satisfies Check;
