import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { agentFeatureSelfHosted } from "../../terms/agent-platform.ts";
import { healthRowFails, healthRowGood } from "../../terms/gitlab.ts";

export default {
  title: "A runner takes jobs of flows",
  hop: "agent-platform",
  judge: (see) => [
    { verdict: "fail", when: all(agentFeatureSelfHosted(see), healthRowFails(see, "compatible_runner")), reason: "GitLab's own check finds none" },
    { verdict: "pass", when: all(agentFeatureSelfHosted(see), healthRowGood(see, "compatible_runner")), reason: "GitLab's own check finds one" },
  ],
} satisfies Check;
