import { any, proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { healthRowFails } from "../../terms/gitlab.ts";

export default {
  code: "DT529",
  name: "cloud-egress-missing",
  title: "GitLab cannot reach the cloud services that its online licence needs for usage billing",
  hop: "licence",
  severity: "degraded",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: [], checks: ["licence/cloud-egress", "agent-platform/billing"] },
  proof: (see) => [
    proven(
      see("gitlab/licence", (value) => value.type === "online_cloud"),
      any(healthRowFails(see, "billing_customers_dot"), healthRowFails(see, "billing_cloud_ai_gateway")),
      see("gitlab/health-check", (value) => value.gatewayHost === null || value.gatewayHost.state === "reachable"),
    ),
  ],
  rivals: {
    DT428: "the cloud answers and refuses: billing is blocked, not unreachable",
    DT112: "message holds getaddrinfo: the node cannot resolve any public name",
    DT253: "it is the gateway, not GitLab, that cannot reach the portal",
    DT605: "licence is offline: then no billing call is made and the add-on decides",
    DT604: "the licence cannot be synchronised either, probes of the access data are stale",
  },
  remedy: [
    { do: "Read the host names in the failing rows", where: "Admin > GitLab Duo > Run health check", expect: "one row per host" },
    { do: "Open them from every Rails, Sidekiq and Workhorse node, or let the proxy of the site carry them; gRPC needs HTTP/2 end to end", where: "firewall or proxy", expect: "rows turn green" },
    { do: "If the site must stay closed, change to an offline licence with the self-hosted Agent Platform add-on", where: "subscription", expect: "billing rows disappear", risk: "commercial change; until then classic chat and code suggestions go on, agents may be blocked" },
  ],
} satisfies Cause;
