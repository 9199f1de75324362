import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentUsed } from "../../terms/agent-platform.ts";

export default {
  code: "DT410",
  name: "agent-url-has-scheme",
  title: "The agent URL {agentAddress} begins with http:// or https://; only host and port belong there",
  hop: "gitlab",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["DCR4005"], checks: ["agent-platform/url-sound", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    proven(see("agent/address", (value) => value.source === "gitlab-settings" && (value.hasScheme || value.hasPath)), agentUsed(see)),
  ],
  rivals: {
    DT412: "the URL is host:port and only TLS differs",
    DT501: "the URL is host:port and the host does not resolve",
    DT411: "the URL is null",
  },
  remedy: [
    { do: "Enter host and port alone; no port when NGINX or an ingress serves it on its TLS port as the documents recommend", where: "Admin > GitLab Duo > Change configuration > Local URL for the GitLab Duo Agent Platform service", command: "{gatewayHost}:50052", expect: "agent probe: operational" },
    { do: "Say with the box beside it whether TLS is used, since the scheme is gone", where: "same page > Use secure connection (TLS)", expect: "agent probe: operational" },
  ],
} satisfies Cause;
