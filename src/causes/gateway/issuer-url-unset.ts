import { suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { discoveryGood, keysMissing } from "../../terms/gateway.ts";

export default {
  code: "DT240",
  name: "issuer-url-unset",
  title: "The gateway process does not know your GitLab: AIGW_GITLAB_URL is unset, so it trusts gitlab.com instead",
  hop: "gateway-to-gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000", "DCR4005"], checks: ["gateway/holds-keys", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches", "agent-platform/token-route", "agent-platform/serving"] },
  proof: (see) => [
    suspect(keysMissing(see), discoveryGood(see)),
  ],
  rivals: {
    DT241: "process environment holds AIGW_GITLAB_URL with another host; log names that host",
    DT251: "AIGW_GITLAB_URL is right; kids of the last refresh were once those of this GitLab",
    DT243: "log error of oidc_provider Gitlab names your own host",
    DT250: "last refresh has empty kids and discovery is good from the container now",
    DT211: "there the container exits at start",
  },
  remedy: [
    { do: "Set the address of your GitLab as the container sees it, scheme included, no path", where: "gateway container settings", command: "AIGW_GITLAB_URL={gitlabUrl}", expect: "listed in docker inspect" },
    { do: "Recreate the container: this also empties the 24 h key cache", where: "gateway host", expect: "healthz 200", risk: "short interruption" },
    { do: "Compare kids", where: "gateway log and any browser", command: "docker logs <container> | grep 'JWKS refreshed' ; curl -s {gitlabUrl}/oauth/discovery/keys", expect: "kids of GitLab appear in the log line" },
  ],
} satisfies Cause;
