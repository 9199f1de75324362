import { suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentRefused } from "../../terms/agent-platform.ts";

export default {
  code: "DT401",
  name: "agent-service-not-running",
  title: "The agent service at {agentAddress} does not run, although the gateway beside it does",
  hop: "agent-platform",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["DCR4005", "DCR5000"], checks: ["agent-platform/reachable", "agent-platform/serving", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    suspect(agentRefused(see)),
  ],
  consequenceOf: ["DT221"],
  rivals: {
    DT402: "fatal log lines `Could not prefetch keys` and `Failed to initialize OIDC auth provider`",
    DT403: "inside the container gRPC health on 50052 is SERVING",
    DT404: "the service listens in the container, on another port than 50052",
    DT201: "the gateway's 5052 refuses too",
    DT221: "AIGW_CUSTOM_MODELS__ENABLED is not true: the service then dies at start for want of cloud credentials; report DT221",
    DT411: "GitLab has no agent URL at all",
  },
  remedy: [
    { do: "Read why it ended; the launcher lets the other service live, so `Up` says nothing", where: "gateway host", command: "docker logs <gateway container> 2>&1 | grep -n -i -E 'prefetch|oidc auth provider|failed to bind|address already|validation error|authentication method' | tail", expect: "the line that names the setting" },
    { do: "Correct that setting (certificate file, port, metrics port, custom models) and recreate the container", where: "gateway container's environment", expect: "within 20 s the port opens", risk: "running requests are cut" },
    { do: "Before 18.4 switch the service on", where: "gateway container's environment", command: "ENABLE_DUO_WORKFLOW_SERVICE=true", expect: "gRPC health SERVING", risk: "any non-empty text counts as true, `false` too" },
    { do: "Ask its health", where: "chat", command: "/duo check {stack} agent-platform", expect: "gRPC health SERVING" },
  ],
} satisfies Cause;
