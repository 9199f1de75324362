import { proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { failsUnseen, gatewayAddress, granted } from "../../terms/gitlab.ts";

export default {
  code: "DT103",
  name: "gateway-url-malformed",
  title: "The AI gateway URL {gatewayUrl} is not a complete http or https address",
  hop: "gitlab",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A1001", "A9999"], checks: ["gitlab/gateway-url-sound", "gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/health", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/headers-pass", "gitlab-to-gateway/posts-pass", "gateway-to-model/completion-answers", "gateway-to-model/answers", "gateway/accepts-tokens", "gateway/editor-tokens"] },
  proof: (see) => [
    proven(see("gateway/address", (address) => address.malformed !== null), unlessSeen(granted(see))),
    proven(see("gitlab/health-check", (check) => check.gatewayHost?.state === "invalid-url"), unlessSeen(granted(see))),
    suspect(failsUnseen(see)),
  ],
  rivals: {
    DT501: "the address parses but its host name does not resolve",
    DT504: "the scheme is present but is the wrong one for that port",
  },
  remedy: [
    { do: "Write the address as http:// or https://, host and port, without a path", where: "Admin > GitLab Duo > Change configuration > Local AI Gateway URL", expect: "host_probe says `<host> reachable`" },
    { do: "Run the check again", where: "chat", command: "/duo check {stack}", expect: "no DT103" },
  ],
  names: (read) => ({ gatewayUrl: gatewayAddress(read) }),
} satisfies Cause;
