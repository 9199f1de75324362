import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { agentFeatureSelfHosted, agentUnused } from "../../terms/agent-platform.ts";

export default {
  title: "GitLab reports the use of agents to its cloud",
  hop: "agent-platform",
  judge: (see) => [
    { verdict: "skip", when: agentUnused(see), reason: "no agent feature uses a self-hosted model" },
    { verdict: "skip", when: see("gitlab/licence", (value) => value.type !== null && value.type !== "online_cloud"), reason: "this licence needs no billing calls" },
    { verdict: "fail", when: all(agentFeatureSelfHosted(see), see("gitlab/licence", (value) => value.type === "online_cloud"), see("gitlab/health-check", (value) => value.probes.some((probe) => probe.name.startsWith("billing_") && !probe.success))), reason: "the cloud cannot be reached from GitLab" },
    { verdict: "fail", when: all(agentFeatureSelfHosted(see), see("gitlab/licence", (value) => value.type === "online_cloud"), see("gitlab/credits", (value) => value.available === false)), reason: "no GitLab Credits are left" },
    { verdict: "pass", when: see("gitlab/health-check", (value) => value.probes.some((probe) => probe.name.startsWith("billing_") && probe.success)), reason: "the cloud is reached" },
  ],
} satisfies Check;
