import { proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { granted, healthRowSays } from "../../terms/gitlab.ts";
import { deniedWithoutAdmin, licenceExpired } from "../../terms/licence.ts";

export default {
  code: "DT601",
  name: "licence-expired",
  title: "The GitLab licence expired on {date}, so every Duo feature is off",
  plainTitle: "The GitLab licence has expired, so every Duo feature is off",
  hop: "licence",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["M3004", "M3006"], checks: ["licence/valid", "licence/duo-add-on", "gitlab/gateway-url-set", "gateway/editor-tokens", "licence/user-access", "licence/seat"] },
  proof: (see) => [
    proven(licenceExpired(see)),
    suspect(deniedWithoutAdmin(see)),
    suspect(healthRowSays(see, "code_suggestions_license", "License does not provide access to Code Suggestions"), unlessSeen(see("gitlab/licence", () => true)), unlessSeen(granted(see))),
  ],
  rivals: {
    DT602: "expired is false; the plan is too low or there is no licence",
    DT611: "the licence is valid, the Duo add-on's endDate has passed",
    DT122: "GitLab's clock is wrong: its Date header is after expires_at and the true date is not",
  },
  remedy: [
    { do: "Renew, then activate or synchronise", where: "Admin > Subscription", expect: "expired is false" },
    { do: "Repeat the licence check", where: "chat", command: "/duo check {stack} licence", expect: "code_suggestions_license_probe says `License includes access to Code Suggestions.`" },
  ],
  names: (read) => ({ date: read("gitlab/licence")?.expiresAt ?? undefined }),
} satisfies Cause;
