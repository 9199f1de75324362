import { all, not, proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gatewayUrlEmpty, granted, versionBetween } from "../../terms/gitlab.ts";
import { features } from "../../terms/licence.ts";

export default {
  code: "DT101",
  name: "gateway-url-not-set",
  title: "GitLab has no AI gateway URL, so self-hosted Duo features fail or silently go to GitLab's cloud gateway",
  hop: "gitlab",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A1001", "A9999"], checks: ["gitlab-to-gateway/headers-pass", "gateway/accepts-tokens", "gateway/editor-tokens", "gitlab/gateway-url-set", "gitlab-to-gateway/gitlab-reaches", "gateway-to-model/answers", "gateway-to-model/completion-answers"] },
  proof: (see) => [
    // From 19.2 on an upgrade may have lost both addresses: with both empty there, DT102 explains it better.
    proven(gatewayUrlEmpty(see), not(all(versionBetween(see, [19, 2], [19, 4]), see("gitlab/duo-settings", (settings) => settings.duoAgentPlatformServiceUrl === null), features(see, (list) => list.some((feature) => feature.provider === "self_hosted"))))),
    proven(see("gateway/address", (address) => address.cloud), granted(see), features(see, (list) => list.some((feature) => feature.feature === "code_completions" && feature.provider === "self_hosted")), see("gitlab/duo-settings", (settings) => settings.aiGatewayUrl === null)),
  ],
  consequenceOf: ["DT102", "DT601", "DT602", "DT603"],
  rivals: {
    DT102: "version is 19.2 to 19.4, the agent platform URL is null as well, and features already point to self-hosted models",
    DT602: "the licence gives no self-hosted entitlement, so the URL fields are null although a URL is stored",
    DT907: "aiSelfHostedModels is null or refused too: the token may not read the setting",
    DT631: "no self-hosted model exists and every feature is vendored: a cloud set-up on purpose, no fault",
  },
  remedy: [
    { do: "Enter the gateway address as scheme, host and port, with no path", where: "Admin > GitLab Duo > Change configuration > Local AI Gateway URL (17.9+); environment variable AI_GATEWAY_URL before that", expect: "the page keeps the value after reload" },
    { do: "Ask the gateway from the GitLab host", where: "GitLab node", command: "curl -sS -i {gatewayUrl}/monitoring/healthz", expect: "200 and the body {}" },
    { do: "Run the check again", where: "chat", command: "/duo check {stack}", expect: "direct_access gives 201 and base_url is the local gateway" },
  ],
} satisfies Cause;
