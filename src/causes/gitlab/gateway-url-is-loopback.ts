import { any, likely, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { failsUnseen, gitlabGotNoAnswer, granted, isLoopbackUrl, namesItself } from "../../terms/gitlab.ts";

export default {
  code: "DT105",
  name: "gateway-url-is-loopback",
  title: "The AI gateway URL {gatewayUrl} points GitLab to itself: {gatewayHost} is a loopback address on the GitLab machine",
  hop: "gitlab",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A1001", "A9999"], checks: ["gitlab/gateway-url-sound", "gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/health", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/headers-pass", "gitlab-to-gateway/posts-pass", "gateway-to-model/completion-answers", "gateway-to-model/answers", "gateway/accepts-tokens", "gateway/editor-tokens"] },
  proof: (see) => [
    proven(
      see("gitlab/duo-settings", (settings) => settings.aiGatewayUrl !== null && isLoopbackUrl(settings.aiGatewayUrl)),
      any(gitlabGotNoAnswer(see), see("gitlab/health-check", (check) => check.gatewayHost?.state === "refused")),
      see("gateway/elsewhere", (elsewhere) => elsewhere.tried.some((one) => one.good && !namesItself(new URL(one.url).hostname))),
    ),
    likely(
      see("gitlab/duo-settings", (settings) => settings.aiGatewayUrl !== null && isLoopbackUrl(settings.aiGatewayUrl)),
      any(gitlabGotNoAnswer(see), see("gitlab/health-check", (check) => check.gatewayHost?.state === "refused")),
      // The worker stands elsewhere than GitLab, so nothing that it asks on its own loopback tells anything.
      see("gitlab/reach", (reach) => !reach.loopback),
      see("gateway/elsewhere", (elsewhere) => elsewhere.tried.length === 0),
    ),
    // The agent service stands beside the gateway, and it answers elsewhere.
    likely(
      see("gitlab/duo-settings", (settings) => settings.aiGatewayUrl !== null && isLoopbackUrl(settings.aiGatewayUrl)),
      any(gitlabGotNoAnswer(see), see("gitlab/health-check", (check) => check.gatewayHost?.state === "refused")),
      see("agent/address", (agent) => !namesItself(agent.host)),
      see("agent/reach", (reach) => reach.state === "open"),
    ),
    suspect(failsUnseen(see)),
  ],
  unless: (see) => granted(see),
  rivals: {
    DT201: "the gateway shares the GitLab host on purpose (all in one machine) and is simply down: no other address answers healthz",
    DT203: "same all-in-one layout, and the gateway died because its metrics port was taken",
  },
  remedy: [
    { do: "Replace localhost by a name or address that the GitLab containers can reach", where: "Admin > GitLab Duo > Change configuration > Local AI Gateway URL", expect: "host_probe says reachable" },
    { do: "If both run on one machine in containers, publish the port or share a network and use that name", where: "gateway host", command: "docker run -p 5052:5052 -p 50052:50052 ...", expect: "curl from inside the GitLab container gives 200 and {}" },
  ],
} satisfies Cause;
