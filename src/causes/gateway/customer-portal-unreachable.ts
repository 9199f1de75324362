import { all, any, likely, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { standsStill, stoodStill, tokensAccepted } from "../../terms/gateway.ts";
import { gitlabMeets, healthGood } from "../../terms/network.ts";

export default {
  code: "DT253",
  name: "customer-portal-unreachable",
  title: "The gateway waits for the customer portal, which it cannot reach, before it can check tokens",
  hop: "gateway",
  severity: "degraded",
  breaks: ["chat", "agentic-chat", "flows"],
  explains: { codes: ["A1000"], checks: ["gateway/responsive", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health"] },
  proof: (see) => [
    likely(
      any(
        // The gateway waits up to 10 s for each provider of keys, and may be asked some seconds into that wait; less is mere load.
        stoodStill(see, 6000),
        // GitLab's health check was the first to bring a token: its rows waited, and GitLab's next calls passed at once.
        all(gitlabMeets(see, "silent"), see("gitlab/health-check", (value) => value.ms >= 8000 && value.ms < 25_000), healthGood(see), see("gitlab/token-route", (value) => value.outcome === "granted" && value.ms < 3000)),
      ),
      see("gateway/junk-token", (value) => value.state === "keys"),
      tokensAccepted(see),
      see("gitlab/discovery", (value) => value.atRoot.form === "json" && value.atRoot.result.timings.total < 1000),
    ),
    suspect(standsStill(see)),
  ],
  rivals: {
    DT243: "tokens stay refused after the wait: the black-holed provider is GitLab",
    DT216: "slow all the time, not once",
    DT402: "50052 closed and log `Could not prefetch keys`: the agent service got no key from anywhere and ended",
  },
  remedy: [
    { do: "Offline: name your GitLab as the portal for both services, never an empty text", where: "gateway container settings", command: "AIGW_CUSTOMER_PORTAL_URL={gitlabUrl} DUO_WORKFLOW_AUTH__OIDC_CUSTOMER_PORTAL_URL={gitlabUrl}", expect: "both in docker inspect" },
    { do: "Online licence: open the way instead", where: "firewall", command: "gateway -> customers.gitlab.com:443", expect: "curl from the container gives an HTTP status" },
    { do: "Recreate the container", where: "gateway host", expect: "first junk probe under 1 s, 50052 open", risk: "short interruption" },
  ],
} satisfies Cause;
