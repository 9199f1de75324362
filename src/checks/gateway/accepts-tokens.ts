import { all, unlessSeen } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { tokensAccepted, tokensTurnedAway } from "../../terms/gateway.ts";

export default {
  title: "The gateway accepts GitLab's tokens",
  hop: "gateway",
  after: ["gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/headers-pass", "gateway/holds-keys"],
  judge: (see) => [
    { verdict: "fail", when: all(tokensTurnedAway(see), unlessSeen(tokensAccepted(see))), reason: "GitLab's tokens are refused" },
    { verdict: "fail", when: see("gitlab/token-route", (value) => value.statuses.includes(201) && value.statuses.includes(503)), reason: "GitLab's tokens are refused now and then" },
    { verdict: "pass", when: tokensAccepted(see), reason: "a token of GitLab was accepted" },
  ],
  wouldTell: { do: "Read the error class beside the gateway's last fetch of keys, and compare the key ids with GitLab's", where: "gateway host", command: "docker logs --since 24h <gateway container> 2>&1 | grep -E 'JWKS refreshed|oidc_provider|No keys' | tail -n 5", expect: "key ids of {gitlabUrl}/oauth/discovery/keys; an exception names the fault of the way" },
} satisfies Check;
