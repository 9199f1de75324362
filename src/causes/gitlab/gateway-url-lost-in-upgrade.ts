import { likely, proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gatewayUrlEmpty, versionBetween } from "../../terms/gitlab.ts";
import { features } from "../../terms/licence.ts";

export default {
  code: "DT102",
  name: "gateway-url-lost-in-upgrade",
  title: "The upgrade to GitLab {version} lost the AI gateway URL and the agent platform URL that were stored before",
  plainTitle: "The upgrade of GitLab lost the AI gateway URL and the agent platform URL that were stored before",
  hop: "gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A9999"], checks: ["agent-platform/url-set", "gitlab-to-gateway/headers-pass", "gateway/accepts-tokens", "gateway/editor-tokens", "gitlab/gateway-url-set", "gitlab-to-gateway/gitlab-reaches", "gateway-to-model/answers", "gateway-to-model/completion-answers"] },
  proof: (see) => [
    proven(
      gatewayUrlEmpty(see),
      versionBetween(see, [19, 2], [19, 4]),
      see("gitlab/duo-settings", (settings) => settings.duoAgentPlatformServiceUrl === null),
      see("gitlab/earlier", (earlier) => earlier.aiGatewayUrl !== null && /^19\.[01]\./u.test(earlier.version ?? "")),
    ),
    likely(
      gatewayUrlEmpty(see),
      versionBetween(see, [19, 2], [19, 4]),
      see("gitlab/duo-settings", (settings) => settings.duoAgentPlatformServiceUrl === null),
      features(see, (list) => list.some((feature) => feature.provider === "self_hosted")),
    ),
  ],
  consequenceOf: ["DT601", "DT602", "DT603"],
  rivals: {
    DT101: "no URL was ever stored: the old column is empty too, or the stack never worked",
  },
  names: (read) => ({ oldUrl: read("gitlab/earlier")?.aiGatewayUrl ?? "as it was before" }),
  remedy: [
    { do: "Read the old value before you type a new one", where: "GitLab node", command: "gitlab-rails runner 'puts Ai::Setting.connection.select_value(\"select ai_gateway_url from ai_settings limit 1\").inspect'", expect: "the URL that was in use" },
    { do: "Enter the gateway URL ({oldUrl}) and the agent platform address (host:port, no scheme) again and check the secure (TLS) box", where: "Admin > GitLab Duo > Change configuration", expect: "both values stay after reload" },
    { do: "Or upgrade to the release that holds the restoring migration before 19.5 drops the old columns", where: "GitLab", risk: "from 19.5 the old values cannot be read back" },
  ],
} satisfies Cause;
