import { all, any } from "../../core/truth.ts";
import type { Check, See } from "../../facts/rules.ts";
import { agentUnused, agentWorksForGitlab } from "../../terms/agent-platform.ts";

const tlsText = (see: See) => see("gitlab/health-check", (value) => value.agentService.some((row) => row.kind !== "cloud" && !row.success && row.tlsHint));
const plainText = (see: See) => see("gitlab/health-check", (value) => value.agentService.some((row) => row.kind !== "cloud" && !row.success && /Socket closed|connection reset/iu.test(row.text)));

export default {
  title: "GitLab and the agent service agree on TLS",
  hop: "agent-platform",
  after: ["agent-platform/reachable"],
  judge: (see) => [
    { verdict: "skip", when: agentUnused(see), reason: "no agent feature uses a self-hosted model" },
    { verdict: "pass", when: agentWorksForGitlab(see), reason: "GitLab's own call is answered" },
    { verdict: "fail", when: all(see("agent/health", (value) => value.serving === "plain"), any(see("agent/address", (value) => value.secure === true), tlsText(see))), reason: "the service speaks no TLS, GitLab does" },
    { verdict: "fail", when: all(see("agent/reach", (value) => value.tls?.kind === "look" && value.tls.alpn === "h2"), see("agent/health", (value) => value.serving !== "plain"), any(see("agent/address", (value) => value.secure === false), plainText(see))), reason: "the service speaks TLS, GitLab does not" },
    { verdict: "pass", when: see.both("agent/health", "agent/address", (health, address) => (address.secure === null || health.serving === "none" ? undefined : (health.serving === "tls") === address.secure)), reason: "both the same" },
  ],
} satisfies Check;
