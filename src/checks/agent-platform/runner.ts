import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { assigned } from "./pictures.ts";

export default {
  title: "A runner takes jobs of flows",
  hop: "agent-platform",
  judge: (see) => [
    { verdict: "fail", when: all(assigned(see), see("gitlab/health-check", (value) => value.probes.some((probe) => probe.name.replace(/_probe$/u, "") === "compatible_runner" && !probe.success))), reason: "GitLab's own check finds none" },
    { verdict: "pass", when: all(assigned(see), see("gitlab/health-check", (value) => value.probes.some((probe) => probe.name.replace(/_probe$/u, "") === "compatible_runner" && probe.success))), reason: "GitLab's own check finds one" },
  ],
} satisfies Check;
