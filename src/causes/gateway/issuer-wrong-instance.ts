import { not, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { discoveryGood, wrongKeys } from "../../terms/gateway.ts";
import { besideKeys, sharesKeys } from "../../terms/beside.ts";

export default {
  code: "DT241",
  name: "issuer-wrong-instance",
  title: "The gateway trusts another GitLab than the one that calls it",
  hop: "gateway-to-gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000", "DCR4005"], checks: ["gateway/holds-keys", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/gitlab-reaches", "agent-platform/token-route", "gateway/way-to-gitlab"] },
  proof: (see) => besideKeys(
    see,
    not(sharesKeys(see)),
    suspect(wrongKeys(see), discoveryGood(see)),
  ),
  rivals: {
    DT240: "AIGW_GITLAB_URL is absent: the foreign kids are those of gitlab.com",
    DT251: "AIGW_GITLAB_URL is right and the kids of GitLab changed in the last 24 h",
    DT256: "exception is JWTClaimsError `Invalid audience`",
    DT255: "exception is ExpiredSignatureError or `not yet valid (nbf)`, and the Date headers differ",
    DT123: "401 body is `Header mismatch 'X-Gitlab-Instance-Id'`: signature was fine",
  },
  remedy: [
    { do: "Read the address that the process uses", where: "gateway container", command: "tr '\\0' '\\n' < /proc/<pid>/environ | grep -E '^AIGW_GITLAB_URL='", expect: "the host of the GitLab that calls", risk: "print only this line" },
    { do: "Correct it in the definition, staging and production are easily mixed up", where: "gateway container settings", command: "AIGW_GITLAB_URL={gitlabUrl}" },
    { do: "Recreate the container and run the connection check", where: "GitLab, Test connection", expect: "no `AI Gateway returned code 401`", risk: "short interruption; one gateway serves one GitLab this way" },
  ],
} satisfies Cause;
