import { likely, proven, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { healthRowSays } from "../../terms/gitlab.ts";
import { licenceExpired, offlineLicence, onlineLicence } from "../../terms/licence.ts";
import { given } from "../../terms/told.ts";

const notSynchronisedFor = (see: See, days: number) => see("gitlab/licence", (licence) => licence.lastSync !== null && see.today.getTime() - Date.parse(licence.lastSync) > days * 86_400_000);

export default {
  code: "DT604",
  name: "subscription-sync-stale",
  title: "The subscription was last synchronised on {date}: new add-ons do not appear and features on GitLab's cloud models lose their token",
  plainTitle: "The subscription was not synchronised lately: new add-ons do not appear and features on GitLab's cloud models lose their token",
  hop: "licence",
  severity: "degraded",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["M3004", "M3006"], checks: ["licence/cloud-egress", "licence/duo-add-on", "licence/user-access", "licence/seat"] },
  proof: (see) => [
    proven(healthRowSays(see, "access", "access data is stale", "access data is missing"), unlessSeen(offlineLicence(see)), given(see.profile === "online")),
    // GitLab synchronises once a day: two weeks without are no bad day of the portal's.
    proven(onlineLicence(see), notSynchronisedFor(see, 14), given(see.profile === "online")),
    likely(onlineLicence(see), notSynchronisedFor(see, 7)),
  ],
  unless: (see) => licenceExpired(see),
  rivals: {
    DT121: "access_probe says `Access token has expired`: data is fresh, the token is not",
    DT144: "one editor only, and access_probe is fine",
    DT529: "the sync job cannot leave the network: host_probe for customers.gitlab.com fails",
    DT130: "Sidekiq runs no jobs at all, so the sync job does not run either",
  },
  remedy: [
    { do: "Synchronise by hand", where: "Admin > Subscription > Synchronize subscription", expect: "access_probe says `Access data is valid`" },
    { do: "If it fails, see that GitLab reaches the customer portal, directly or through its proxy", where: "GitLab node", command: "curl -sS -I https://customers.gitlab.com", expect: "any HTTP status" },
    { do: "If it only fails by schedule, look at Sidekiq's cron jobs", where: "Admin > Monitoring > Background jobs" },
  ],
  names: (read) => ({ date: read("gitlab/licence")?.lastSync?.slice(0, 10) ?? undefined }),
} satisfies Cause;
