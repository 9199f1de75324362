import { proven, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { gatewayAddress, gitlabsAddressIsWrong, granted } from "../../terms/gitlab.ts";

/** A single slash at the end is harmless where GitLab's calls pass. */
const gitlabGotNoAnswerOrRefusal = (see: See) => see("gitlab/token-route", (route) => !route.statuses.includes(201) && ["no-answer", "refused", "no-token", "other"].includes(route.outcome));

export default {
  code: "DT104",
  name: "gateway-url-has-extra-path",
  title: "The AI gateway URL {gatewayUrl} carries a path, so every call lands on an address that the gateway does not have",
  hop: "gitlab",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A1001", "A9999"], checks: ["gitlab/gateway-url-sound", "gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/health", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/headers-pass", "gitlab-to-gateway/posts-pass", "gateway-to-model/completion-answers", "gateway-to-model/answers", "gateway/accepts-tokens", "gateway/editor-tokens"] },
  proof: (see) => [
    proven(
      see("gateway/address", (address) => address.path !== ""),
      gitlabsAddressIsWrong(see),
      see("gateway/elsewhere", (elsewhere) => elsewhere.tried.some((one) => one.change === "without-path" && one.good)),
    ),
    proven(
      gitlabsAddressIsWrong(see),
      gitlabGotNoAnswerOrRefusal(see),
      see("gateway/elsewhere", (elsewhere) => elsewhere.tried.some((one) => one.change === "trailing-slash-removed" && one.good)),
    ),
    // The scheme is wrong as well, so nothing answered at all; the origin under the other scheme is the gateway, with the path it is not.
    proven(
      see("gateway/address", (address) => address.path !== "" && address.source !== "configuration"),
      see("gateway/elsewhere", (elsewhere) => elsewhere.tried.some((one) => one.change === "other-scheme-without-path" && one.good) && !elsewhere.tried.some((one) => one.change === "other-scheme" && one.good)),
      unlessSeen(granted(see)),
    ),
  ],
  rivals: {
    DT526: "the origin without the path is not a gateway: the path is meant, but a proxy forwards it unstripped",
    DT107: "the origin without the path is GitLab",
  },
  remedy: [
    { do: "Remove everything after the port", where: "Admin > GitLab Duo > Change configuration > Local AI Gateway URL", expect: "the stored value ends in host or host:port" },
    { do: "Ask the exact stored address", where: "GitLab node", command: "curl -sS -i {gatewayUrl}/monitoring/healthz", expect: "200 and {}" },
  ],
  names: (read) => ({ gatewayUrl: gatewayAddress(read) }),
} satisfies Cause;
