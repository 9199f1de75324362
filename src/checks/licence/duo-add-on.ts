import { all, any } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { completionWorks, granted } from "../../terms/gitlab.ts";
import { isDuoAddOn } from "../../terms/licence.ts";
import { dayOf } from "../../terms/told.ts";

export default {
  title: "The subscription has a Duo add-on",
  hop: "licence",
  after: ["licence/valid"],
  judge: (see) => [
    { verdict: "pass", when: see("gitlab/add-ons", (list) => list.addOns.some((addOn) => isDuoAddOn(addOn.name) && (addOn.endsAt === null || addOn.endsAt === undefined || addOn.endsAt >= dayOf(see)))), reason: "{names}" },
    { verdict: "pass", when: all(see("gitlab/add-ons", () => true), any(granted(see), completionWorks(see))), reason: "no Duo Pro or Enterprise add-on, and code suggestions work" },
    { verdict: "fail", when: see("gitlab/add-ons", (list) => list.addOns.some((addOn) => isDuoAddOn(addOn.name))), reason: "the Duo add-on has ended" },
    { verdict: "fail", when: see("gitlab/add-ons", () => true), reason: "no Duo add-on is listed" },
  ],
  names: (read) => ({ names: read("gitlab/add-ons")?.addOns.map((addOn) => `${addOn.name} ${addOn.assigned} of ${addOn.purchased}`).join(", ") }),
} satisfies Check;
