import { all, any, unlessSeen } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { granted } from "../../terms/gitlab.ts";

export default {
  title: "The gateway address that GitLab uses is a complete address",
  hop: "gitlab",
  after: ["gitlab/gateway-url-set"],
  judge: (see) => [
    { verdict: "fail", when: all(any(see("gateway/address", (address) => address.malformed !== null), see("gitlab/health-check", (check) => check.gatewayHost?.state === "invalid-url")), unlessSeen(granted(see))), reason: "{stored} is no complete http or https address" },
    { verdict: "pass", when: see("gateway/address", (address) => address.malformed === null && address.source !== "configuration"), reason: "{gatewayUrl} is complete" },
  ],
  names: (read) => ({ stored: read("gitlab/duo-settings")?.aiGatewayUrl ?? read("gateway/address")?.gitlabUses ?? "the stored address" }),
} satisfies Check;
