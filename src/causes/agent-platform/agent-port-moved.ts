import { header } from "../../core/probe-answer.ts";
import { suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentRefused, agentUsed, agentWorksForGitlab } from "../../terms/agent-platform.ts";

export default {
  code: "DT404",
  name: "agent-port-moved",
  title: "The agent service listens on another port than GitLab uses: the platform sets the variable PORT",
  hop: "agent-platform",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["DCR4005"], checks: ["agent-platform/reachable", "agent-platform/serving", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    suspect(agentRefused(see)),
    // The address leads to the HTTP half of the gateway.
    suspect(agentUsed(see), see("agent/health", (value) => value.serving === "none" && value.speaksHttp1 && value.http1?.kind === "answer" && header(value.http1, "x-process-time") !== undefined), unlessSeen(agentWorksForGitlab(see))),
  ],
  consequenceOf: ["DT221"],
  rivals: {
    DT401: "no port of the container answers gRPC health",
    DT402: "no port of the container answers and the log says `Could not prefetch keys`",
    DT403: "50052 answers inside the container",
  },
  remedy: [
    { do: "See where it listens", where: "gateway container", command: "docker exec <gateway container> sh -c \"cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n' | grep '^PORT=' | sort -u\"", expect: "no line, or PORT=50052" },
    { do: "Set PORT=50052 for this container, or write the other port into GitLab's setting", where: "gateway container's environment; Admin > GitLab Duo > Change configuration", command: "PORT=50052", expect: "gRPC health SERVING at the agent URL", risk: "the container is recreated; some platforms insist on their own PORT" },
  ],
} satisfies Cause;
