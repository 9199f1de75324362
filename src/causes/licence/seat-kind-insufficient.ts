import { likely, proven } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { healthRowSays, versionBetween } from "../../terms/gitlab.ts";
import { isDuoAddOn, onlineLicence } from "../../terms/licence.ts";
import { reported } from "../../terms/told.ts";

const seatWithoutEnterprise = (see: See) => see("gitlab/seat", (seat) => seat.assigned.length > 0 && !seat.assigned.some((name) => name.includes("DUO_ENTERPRISE")));

export default {
  code: "DT613",
  name: "seat-kind-insufficient",
  title: "{user}'s seat is {add_on}, which does not include {feature}",
  plainTitle: "The account's seat does not include what was asked for",
  hop: "licence",
  severity: "degraded",
  breaks: [],
  explains: { codes: ["G3001", "M3005"], checks: ["licence/user-access", "licence/seat"] },
  proof: (see) => [
    proven(reported(see, "M3005"), seatWithoutEnterprise(see)),
    likely(reported(see, "G3001"), seatWithoutEnterprise(see)),
    proven(
      healthRowSays(see, "code_suggestions_license", "you lack the necessary permissions"),
      seatWithoutEnterprise(see),
      see("gitlab/seat", (seat) => !seat.assigned.some(isDuoAddOn)),
      versionBetween(see, [18, 9], [19, 99]),
      onlineLicence(see),
    ),
  ],
  consequenceOf: ["DT601", "DT602", "DT603"],
  rivals: {
    DT634: "a user with a DUO_ENTERPRISE seat lacks the feature as well",
    DT638: "the gateway's text is `Duo Core no longer authorized to access Duo Classic Chat`",
    DT612: "no seat of any kind",
  },
  remedy: [
    { do: "Give the user a Duo Enterprise seat", where: "Admin > GitLab Duo > Seat utilization", expect: "addOnAssignments names DUO_ENTERPRISE" },
    { do: "Or leave the feature on a model managed by GitLab, where the licence allows it", where: "Admin > GitLab Duo > Configure features" },
  ],
  names: (read) => ({
    user: read("gitlab/seat")?.username,
    add_on: read("gitlab/seat")?.assigned.join(" and "),
    feature: "what was asked for",
  }),
} satisfies Cause;
