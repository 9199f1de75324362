import { likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { granted } from "../../terms/gitlab.ts";
import { deniedWithoutAdmin, isDuoAddOn, licenceExpired } from "../../terms/licence.ts";
import { dayOf } from "../../terms/told.ts";

export default {
  code: "DT611",
  name: "duo-add-on-expired",
  title: "The Duo add-on {add_on} ended on {date}",
  plainTitle: "The Duo add-on has ended",
  hop: "licence",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["M3004", "M3006"], checks: ["licence/duo-add-on", "licence/user-access", "licence/seat"] },
  proof: (see) => [
    proven(
      see("gitlab/add-ons", (list) => {
        const duo = list.addOns.filter((addOn) => isDuoAddOn(addOn.name));
        return duo.length > 0 && duo.every((addOn) => addOn.endsAt !== null && addOn.endsAt !== undefined && addOn.endsAt < dayOf(see));
      }),
      unlessSeen(granted(see)),
    ),
    likely(
      see("gitlab/add-ons", (list) => !list.addOns.some((addOn) => isDuoAddOn(addOn.name))),
      see("gitlab/earlier", (earlier) => earlier.addOns?.some(isDuoAddOn) === true),
      unlessSeen(granted(see)),
    ),
    suspect(deniedWithoutAdmin(see)),
  ],
  unless: (see) => licenceExpired(see),
  consequenceOf: ["DT601", "DT602", "DT603"],
  rivals: {
    DT601: "the licence itself has expired",
    DT610: "no Duo add-on was ever there; an instance that hides ended purchases looks the same without history",
    DT604: "it was renewed and the data is stale",
  },
  remedy: [
    { do: "Renew the add-on, then synchronise", where: "GitLab sales, then Admin > Subscription > Synchronize subscription", expect: "endDate in the future" },
    { do: "Repeat the check", where: "chat", command: "/duo access <user> {stack}", expect: "seat and features are listed" },
  ],
  names: (read) => ({
    add_on: read("gitlab/add-ons")?.addOns.find((addOn) => isDuoAddOn(addOn.name))?.name ?? read("gitlab/earlier")?.addOns?.find(isDuoAddOn),
    date: read("gitlab/add-ons")?.addOns.find((addOn) => isDuoAddOn(addOn.name))?.endsAt ?? undefined,
  }),
} satisfies Cause;
