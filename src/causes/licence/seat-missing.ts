import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { deniedWithoutAdmin, isDuoAddOn, judgedAccountHasNoSeat } from "../../terms/licence.ts";

export default {
  code: "DT612",
  name: "seat-missing",
  title: "{user} has no Duo seat",
  plainTitle: "The account has no Duo seat",
  hop: "licence",
  severity: "degraded",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["M3004", "M3006"], checks: ["licence/user-access", "licence/seat"] },
  proof: (see) => [
    proven(judgedAccountHasNoSeat(see), see("gitlab/add-ons", (list) => list.addOns.some((addOn) => isDuoAddOn(addOn.name) && addOn.assigned < addOn.purchased))),
    suspect(deniedWithoutAdmin(see)),
  ],
  consequenceOf: ["DT601", "DT602", "DT603", "DT610", "DT611", "DT620", "DT132", "DT638"],
  rivals: {
    DT638: "everybody has Duo Core, and chat alone is refused, in the words of M3006",
    DT614: "assignedQuantity equals purchasedQuantity: none is left to give",
    DT610: "nobody has a seat because there is no add-on",
    DT613: "the user has a seat, of a kind that lacks this feature",
    DT620: "the seat is there and Duo is off for the whole instance",
    DT637: "the seat is there and the gateway itself answers 403",
    DT271: "the seat is there, GitLab is older than the gateway, and all users get the 403 in chat",
  },
  remedy: [
    { do: "Assign a seat to the user", where: "Admin > GitLab Duo > Seat utilization", expect: "addOnAssignments names the add-on" },
    { do: "Let the user sign in again in browser and editor", where: "the user's machine", expect: "`/duo access {user}` says that the account may use Duo" },
  ],
  names: (read) => ({ user: read("gitlab/seat")?.username ?? read("gitlab/user-access")?.username ?? "the account" }),
} satisfies Cause;
