import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { agentFailsForGitlab, agentUnused, agentUsed, agentWorksForGitlab } from "../../terms/agent-platform.ts";

export default {
  title: "GitLab itself reaches the agent service",
  hop: "agent-platform",
  after: ["gateway/accepts-tokens", "gateway/holds-keys", "agent-platform/reachable", "agent-platform/serving", "agent-platform/url-sound", "agent-platform/tls-matches"],
  judge: (see) => [
    { verdict: "skip", when: agentUnused(see), reason: "no agent feature uses a self-hosted model" },
    { verdict: "pass", when: agentWorksForGitlab(see), reason: "GitLab's own call is answered" },
    { verdict: "fail", when: all(agentUsed(see), agentFailsForGitlab(see)), reason: "GitLab's own call is not answered" },
  ],
  wouldTell: { do: "Ask the service from the GitLab node", where: "GitLab node", inside: "gitlab", command: "curl -sv -m 5 {agentAddress} 2>&1 | head -n 8", expect: "`Connected to`, although no answer in HTTP need follow; otherwise it says refused, timed out or which name was not found" },
} satisfies Check;
