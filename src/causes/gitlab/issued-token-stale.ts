import { any, proven, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gitlabClockOff } from "../../terms/clocks.ts";
import { healthRowSays } from "../../terms/gitlab.ts";
import { features, offlineLicence } from "../../terms/licence.ts";
import { given } from "../../terms/told.ts";

export default {
  code: "DT121",
  name: "issued-token-stale",
  title: "The token that GitLab synced from the customer portal has expired; features that still use GitLab's cloud models are refused",
  hop: "gitlab",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999"], checks: ["licence/cloud-egress", "gateway/accepts-tokens"] },
  proof: (see) => [
    proven(
      any(healthRowSays(see, "access", "access token has expired", "access token is missing")),
      unlessSeen(gitlabClockOff(see)),
      unlessSeen(features(see, (list) => !list.some((feature) => feature.provider === "vendored"))),
      given(see.profile === "online"),
      unlessSeen(offlineLicence(see)),
    ),
  ],
  rivals: {
    DT122: "the clocks differ by about an hour or more, GitLab's is off",
    DT255: "the clocks differ, the gateway's is off",
    DT604: "access_probe says `Access data is stale` or `is missing`: the subscription data, not the token",
    DT631: "the feature was meant to run on a self-hosted model, for which GitLab signs its own token",
  },
  remedy: [
    { do: "Synchronise the subscription", where: "Admin > Subscription > Synchronize subscription", expect: "access_probe says `Access data is valid`" },
    { do: "If it stays, see that Sidekiq runs and that GitLab reaches customers.gitlab.com", where: "GitLab node", command: "curl -sS -I https://customers.gitlab.com", expect: "any HTTP status" },
    { do: "In an air gap assign the feature to a self-hosted model instead", where: "Admin > GitLab Duo > Configure features", expect: "provider self_hosted" },
  ],
} satisfies Cause;
