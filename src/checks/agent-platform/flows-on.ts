import { all, any } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { agentFeatureSelfHosted, flowsDisagree } from "../../terms/agent-platform.ts";
import { healthRowFails } from "../../terms/gitlab.ts";

export default {
  title: "Flows are switched on",
  hop: "agent-platform",
  judge: (see) => [
    { verdict: "fail", when: all(agentFeatureSelfHosted(see), any(healthRowFails(see, "allow_flow_execution"), healthRowFails(see, "allow_foundational_flows"))), reason: "GitLab's own check says that they are off" },
    { verdict: "fail", when: flowsDisagree(see), reason: "a flow and Agents & flows are not assigned alike" },
    { verdict: "pass", when: all(agentFeatureSelfHosted(see), see("gitlab/health-check", (value) => value.probes.some((probe) => probe.name.startsWith("allow_f") && probe.success))), reason: "on" },
  ],
} satisfies Check;
