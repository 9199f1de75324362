import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { granted } from "../../terms/gitlab.ts";
import { judgedAccountHasNoSeat } from "../../terms/licence.ts";

export default {
  title: "The account has a Duo seat",
  hop: "licence",
  after: ["licence/duo-add-on", "licence/duo-on", "gitlab/silent-mode-off"],
  judge: (see) => [
    { verdict: "pass", when: see("gitlab/seat", (seat) => seat.assigned.length > 0), reason: "{user} has a seat" },
    { verdict: "fail", when: judgedAccountHasNoSeat(see), reason: "{user} has no seat" },
    { verdict: "pass", when: all(see("gitlab/seat", (seat) => !seat.configured), granted(see)), reason: "{user} has no seat of its own, and code suggestions are granted" },
  ],
  names: (read) => ({ user: read("gitlab/seat")?.username }),
} satisfies Check;
