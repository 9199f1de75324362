import { likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentFailsForGitlab, agentRefused, agentUsed, agentWorksForGitlab } from "../../terms/agent-platform.ts";
import { agentListens } from "../../terms/beside.ts";

export default {
  code: "DT403",
  name: "agent-port-not-published",
  title: "The agent service runs, but {agentAddress} cannot be reached: its port is not published or a firewall closes it",
  hop: "agent-platform",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["DCR4005"], checks: ["agent-platform/reachable", "agent-platform/serving", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    proven(agentRefused(see), agentListens(see), see("agent/address", (value) => value.besideGateway === true)),
    likely(agentUsed(see), see("agent/reach", (value) => value.state === "connect-timeout"), see("agent/address", (value) => value.besideGateway === true), see("gateway/health", (value) => value.good), agentFailsForGitlab(see)),
    suspect(agentUsed(see), see("agent/reach", (value) => value.state === "connect-timeout" || value.state === "unreachable"), see("gateway/health", (value) => value.good), unlessSeen(agentWorksForGitlab(see))),
    suspect(agentRefused(see)),
  ],
  consequenceOf: ["DT221"],
  rivals: {
    DT401: "inside the container nothing listens on 50052",
    DT402: "inside the container nothing listens on 50052 and the log says `Could not prefetch keys`",
    DT404: "inside the container the service listens on another port",
    DT501: "the host in the agent URL does not resolve",
    DT503: "the gateway's HTTP port times out as well",
    DT413: "TCP connects; HTTP/2 is what fails",
  },
  remedy: [
    { do: "List what is published", where: "gateway host", command: "docker port <gateway container>", expect: "5052/tcp and 50052/tcp" },
    { do: "Recreate the container with both ports, or add the port to the Kubernetes service and ingress", where: "gateway host", command: "docker run -p 5052:5052 -p 50052:50052 ...", expect: "gRPC health SERVING from GitLab's host", risk: "the container is recreated: running requests are cut" },
    { do: "Open the port in firewalls from GitLab and, for editors that connect directly, from users", where: "network", expect: "TCP connects" },
  ],
} satisfies Cause;
