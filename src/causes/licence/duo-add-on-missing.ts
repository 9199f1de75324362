import { proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { granted } from "../../terms/gitlab.ts";
import { deniedWithoutAdmin, isDuoAddOn, licenceExpired } from "../../terms/licence.ts";

export default {
  code: "DT610",
  name: "duo-add-on-missing",
  title: "The subscription has no GitLab Duo add-on, so no user can get a seat",
  hop: "licence",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["M3004", "M3006"], checks: ["licence/duo-add-on", "licence/user-access", "licence/seat"] },
  proof: (see) => [
    proven(
      see("gitlab/add-ons", (list) => !list.addOns.some((addOn) => isDuoAddOn(addOn.name))),
      see("gitlab/licence", (licence) => licence.present),
      unlessSeen(granted(see)),
      unlessSeen(see("gitlab/completion", (completion) => completion.status === 200)),
      unlessSeen(see("gitlab/earlier", (earlier) => earlier.addOns?.some(isDuoAddOn) === true)),
    ),
    suspect(deniedWithoutAdmin(see)),
  ],
  unless: (see) => licenceExpired(see),
  consequenceOf: ["DT601", "DT602", "DT603"],
  rivals: {
    DT604: "the add-on was bought and access_probe says that the data is stale or missing",
    DT611: "the add-on is there and its endDate has passed",
    DT612: "the add-on is there with free seats and this user has none",
  },
  remedy: [
    { do: "Buy the add-on (Duo Enterprise for all self-hosted features), then synchronise", where: "GitLab sales, then Admin > Subscription > Synchronize subscription", expect: "addOnPurchases lists it" },
    { do: "Assign seats", where: "Admin > GitLab Duo > Seat utilization", expect: "direct_access is no longer 401 for a user with a seat" },
  ],
} satisfies Cause;
