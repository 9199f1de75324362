import type { Check } from "../../facts/rules.ts";
import { someNodesCutOff } from "../../terms/gitlab.ts";
import { gitlabGotNone, gitlabReaches } from "../../terms/network.ts";

export default {
  title: "GitLab itself reaches the gateway",
  hop: "gitlab-to-gateway",
  judge: (see) => [
    { verdict: "fail", when: someNodesCutOff(see), reason: "some of GitLab's calls get through, and some fail at once" },
    { verdict: "fail", when: gitlabGotNone(see), reason: "GitLab's own calls do not get through" },
    { verdict: "pass", when: gitlabReaches(see), reason: "GitLab's own calls are answered" },
  ],
  wouldTell: { do: "Ask the gateway for its health from the GitLab node", where: "GitLab node", inside: "gitlab", command: "curl -sv {gatewayUrl}/monitoring/healthz", expect: "200 and {}; otherwise the phase at which it ends names the fault" },
} satisfies Check;
