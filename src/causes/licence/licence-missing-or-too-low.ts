import { likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { granted, healthRowSays } from "../../terms/gitlab.ts";
import { deniedWithoutAdmin, licenceExpired } from "../../terms/licence.ts";

// Duo can be bought for Premium and Ultimate only.
const lowPlans = ["free", "starter", "bronze", "silver", "default", "core"];
const planOf = (plan: string | null | undefined): string | undefined => (plan === null || plan === undefined ? undefined : `the plan ${plan}`);

export default {
  code: "DT602",
  name: "licence-missing-or-too-low",
  title: "This GitLab has {licence}, which does not include Duo with self-hosted models",
  plainTitle: "This GitLab has no licence that includes Duo with self-hosted models",
  hop: "licence",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["M3004", "M3006"], checks: ["licence/valid", "licence/duo-add-on", "gitlab/gateway-url-set", "licence/user-access", "licence/seat"] },
  proof: (see) => [
    proven(see("gitlab/version", (version) => version.enterprise === false)),
    proven(see("gitlab/licence", (licence) => !licence.present)),
    // GitLab says the same of an expired licence: only the licence itself tells them apart.
    proven(healthRowSays(see, "code_suggestions_license", "License does not provide access to Code Suggestions"), see("gitlab/licence", () => true), unlessSeen(granted(see))),
    suspect(healthRowSays(see, "code_suggestions_license", "License does not provide access to Code Suggestions"), unlessSeen(see("gitlab/licence", () => true)), unlessSeen(granted(see))),
    proven(healthRowSays(see, "license", "to obtain a license"), unlessSeen(granted(see))),
    likely(see("gitlab/licence", (licence) => lowPlans.includes(licence.plan ?? "")), unlessSeen(granted(see))),
    suspect(deniedWithoutAdmin(see)),
  ],
  unless: (see) => licenceExpired(see),
  rivals: {
    DT601: "the licence is there and expired",
    DT612: "the probe says `License includes access to Code Suggestions, but you lack the necessary permissions to use this feature.`",
    DT907: "GET /api/v4/license is 403: the token may not read it",
  },
  remedy: [
    { do: "Buy or activate a plan that includes Duo with self-hosted models", where: "Admin > Subscription", expect: "GET /api/v4/license names the plan" },
    { do: "On Community Edition install the Enterprise package first", where: "GitLab nodes", expect: "metadata has enterprise true" },
  ],
  names: (read) => ({ licence: read("gitlab/version")?.enterprise === false ? "the Community Edition" : read("gitlab/licence")?.present === false ? "no licence" : planOf(read("gitlab/licence")?.plan) }),
} satisfies Cause;
