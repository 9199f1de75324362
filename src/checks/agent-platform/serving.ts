import type { Check } from "../../facts/rules.ts";
import { agentUnused, agentWorksForGitlab } from "../../terms/agent-platform.ts";

export default {
  title: "The agent service is up",
  hop: "agent-platform",
  after: ["agent-platform/reachable"],
  judge: (see) => [
    { verdict: "pass", when: see("agent/health", (value) => value.serving !== "none"), reason: "gRPC health is SERVING" },
    { verdict: "skip", when: agentUnused(see), reason: "no agent feature uses a self-hosted model" },
    { verdict: "skip", when: agentWorksForGitlab(see), reason: "the worker gets no answer, but GitLab does" },
    { verdict: "skip", when: see("agent/reach", (value) => value.tls?.kind === "look" && value.tls.alpn === "h2" && !value.tls.trusted), reason: "the worker does not trust its certificate" },
    { verdict: "fail", when: see("agent/health", (value) => value.serving === "none"), reason: "no gRPC health on {agentAddress}" },
  ],
  wouldTell: { do: "Look at the listeners and the last lines of the agent service", where: "gateway host", command: "docker exec <gateway container> sh -c 'cat /proc/net/tcp6' ; docker logs --tail 50 <gateway container>", expect: "C384 (50052) in state 0A = only not published; otherwise the log names keys, port or setting" },
} satisfies Check;
