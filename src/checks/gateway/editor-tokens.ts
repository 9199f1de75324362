import type { Check } from "../../facts/rules.ts";

export default {
  title: "The gateway issues tokens to editors",
  hop: "gateway",
  after: ["gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway/holds-keys", "gitlab-to-gateway/headers-pass", "gitlab-to-gateway/posts-pass", "gateway/accepts-tokens"],
  judge: (see) => [
    { verdict: "fail", when: see("gitlab/token-route", (value) => value.outcome === "refused" && value.status === 503), reason: "GitLab asked for one and was refused" },
    { verdict: "pass", when: see("gitlab/token-route", (value) => value.outcome === "granted"), reason: "GitLab asked for one and got it" },
  ],
  wouldTell: { do: "Look at the shape of the signing key without printing it", where: "gateway host", command: "docker exec <gateway container> printenv AIGW_SELF_SIGNED_JWT__SIGNING_KEY | wc -l", expect: "0 = missing; 1 = line breaks lost; more than 20 = look at the first line" },
} satisfies Check;
