import { not, proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentFeatureSelfHosted, agentWorksForGitlab } from "../../terms/agent-platform.ts";
import { healthRowFails } from "../../terms/gitlab.ts";

export default {
  code: "DT428",
  name: "usage-billing-blocked",
  title: "GitLab cannot reach GitLab's cloud agent service for usage billing, so self-hosted agents fail on this online licence",
  hop: "licence",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: [], checks: ["agent-platform/billing", "licence/cloud-egress"] },
  proof: (see) => [
    proven(
      healthRowFails(see, "billing_duo_workflow_service"),
      not(healthRowFails(see, "billing_customers_dot")),
      not(healthRowFails(see, "billing_cloud_ai_gateway")),
      see("gitlab/licence", (value) => value.type === "online_cloud"),
      agentFeatureSelfHosted(see),
      agentWorksForGitlab(see),
    ),
  ],
  consequenceOf: ["DT529"],
  rivals: {
    DT529: "customers.gitlab.com and the cloud gateway are unreachable as well: the whole egress is missing",
    DT605: "the licence is offline: no billing call is made, and this probe does not run",
    DT135: "code completions too answer 403 with gRPC text 16 (GitLab 19.4.0 and 19.4.1)",
    DT640: "the service is reached and says that no credits are left (DCR4002)",
    DT641: "the service is reached and the terms are not accepted (DCR4010)",
    DT401: "the self-hosted agent probe itself is not operational",
  },
  remedy: [
    { do: "Open HTTPS with HTTP/2 (gRPC) from the GitLab nodes to the host that the probe names, past proxies that downgrade or inspect it", where: "firewall or proxy", expect: "billing_duo_workflow_service: reachable for usage billing" },
    { do: "Or get an offline licence with the Agent Platform Self-Hosted add-on, if the site is meant to be closed", where: "GitLab account team", expect: "the billing probes disappear from the health check" },
    { do: "Run the health check again, once", where: "Admin > GitLab Duo > Run health check", expect: "the billing row is green" },
  ],
} satisfies Cause;
