import { likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { failsUnseen, gatewayHealthy, gitlabGotNoAnswer, granted } from "../../terms/gitlab.ts";
import { gitlabReaches } from "../../terms/network.ts";

export default {
  code: "DT110",
  name: "outbound-filter-blocks-gateway",
  title: "GitLab's own outbound request filter refuses the private gateway address {gatewayHost}, so no packet leaves GitLab",
  hop: "gitlab",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A1001", "A9999"], checks: ["gitlab-to-gateway/gitlab-reaches", "gateway-to-model/completion-answers", "gateway-to-model/answers", "gateway/accepts-tokens", "gateway/editor-tokens"] },
  proof: (see) => [
    proven(see("gitlab/health-check", (check) => check.gatewayHost?.state === "blocked"), gitlabGotNoAnswer(see), gatewayHealthy(see)),
    proven(see.some("gitlab/connection-check", (check) => check.best.exception === "blocked"), unlessSeen(gitlabReaches(see))),
    likely(see("gitlab/health-check", (check) => check.gatewayHost?.state === "blocked"), gatewayHealthy(see), unlessSeen(granted(see)), unlessSeen(see("gitlab/completion", (completion) => completion.status === 200)), unlessSeen(see("gitlab/token-route", (route) => route.outcome === "refused"))),
    suspect(failsUnseen(see)),
  ],
  rivals: {
    DT503: "host_probe says `execution expired` instead of URL blocked",
    DT501: "host_probe holds getaddrinfo or SocketError",
  },
  remedy: [
    { do: "Add the gateway's host and port to the allowlist for local requests", where: "Admin > Settings > Network > Outbound requests", expect: "host_probe says `<host> reachable`", risk: "allow this one address, not all local requests" },
    { do: "Repeat the token route", where: "chat", command: "/duo check {stack} gitlab-to-gateway", expect: "direct_access is 201" },
  ],
} satisfies Cause;
