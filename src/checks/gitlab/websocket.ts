import { all, unlessSeen } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "WebSockets pass to GitLab",
  hop: "agent-platform",
  after: ["gitlab/answers"],
  judge: (see) => [
    { verdict: "fail", when: all(see("gitlab/cable", (cable) => cable.stripped), unlessSeen(see("gitlab/front", (front) => !front.alive))), reason: "the upgrade does not arrive at GitLab" },
    { verdict: "pass", when: see("gitlab/cable", (cable) => [cable.cable, cable.workflow].some((result) => result?.kind === "answer" && [101, 401, 403].includes(result.status))), reason: "an upgrade reaches GitLab" },
  ],
} satisfies Check;
