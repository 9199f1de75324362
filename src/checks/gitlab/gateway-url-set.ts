import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "GitLab has the address of a gateway",
  hop: "gitlab",
  after: ["licence/valid"],
  judge: (see) => [
    { verdict: "fail", when: all(see("gitlab/duo-settings", (settings) => settings.knows.aiGatewayUrl && settings.aiGatewayUrl === null), see("gitlab/models", (list) => list.models.length > 0)), reason: "the setting is empty, although self-hosted models are entered" },
    { verdict: "pass", when: see("gitlab/duo-settings", (settings) => settings.aiGatewayUrl !== null), reason: "GitLab uses {gatewayUrl}" },
    { verdict: "pass", when: see("gitlab/token-route", (route) => (route.baseUrl === null ? undefined : !/^https:\/\/cloud\.gitlab\.com(?:[:/]|$)/u.test(route.baseUrl))), reason: "GitLab hands out {gatewayUrl}" },
  ],
  wouldTell: { do: "Read the setting", where: "Admin > GitLab Duo > Change configuration > Local AI Gateway URL", expect: "http or https, host and port of the gateway" },
} satisfies Check;
