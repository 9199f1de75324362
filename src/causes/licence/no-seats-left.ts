import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { deniedWithoutAdmin, isDuoAddOn, judgedAccountHasNoSeat } from "../../terms/licence.ts";

export default {
  code: "DT614",
  name: "no-seats-left",
  title: "All {count} Duo seats are taken, so {user} cannot be given one",
  plainTitle: "All Duo seats are taken, so the account cannot be given one",
  hop: "licence",
  severity: "degraded",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["M3004", "M3006"], checks: ["licence/user-access", "licence/seat"] },
  proof: (see) => [
    proven(
      judgedAccountHasNoSeat(see),
      see("gitlab/add-ons", (list) => {
        const duo = list.addOns.filter((addOn) => isDuoAddOn(addOn.name));
        return duo.length > 0 && duo.every((addOn) => addOn.assigned >= addOn.purchased);
      }),
    ),
    suspect(deniedWithoutAdmin(see)),
  ],
  consequenceOf: ["DT601", "DT602", "DT603", "DT610", "DT611", "DT620", "DT132"],
  rivals: {
    DT612: "assignedQuantity is below purchasedQuantity",
    DT604: "more seats were bought and the data is stale",
  },
  remedy: [
    { do: "Take seats back from people who do not use them", where: "Admin > GitLab Duo > Seat utilization", expect: "assignedQuantity falls" },
    { do: "Or buy more seats and synchronise", where: "GitLab sales, then Admin > Subscription > Synchronize subscription", expect: "purchasedQuantity rises" },
    { do: "Assign the seat", where: "Admin > GitLab Duo > Seat utilization", expect: "`/duo access {user}` says that the account may use Duo" },
  ],
  names: (read) => ({
    user: read("gitlab/seat")?.username ?? read("gitlab/user-access")?.username ?? "the account",
    count: read("gitlab/add-ons")?.addOns.filter((addOn) => isDuoAddOn(addOn.name)).reduce((sum, addOn) => sum + addOn.purchased, 0),
  }),
} satisfies Cause;
