import { all, any, proven, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { granted, healthRowSays } from "../../terms/gitlab.ts";
import { cloudLicence, licenceExpired } from "../../terms/licence.ts";
import { given } from "../../terms/told.ts";

export default {
  code: "DT603",
  name: "licence-not-cloud",
  title: "GitLab runs on an old licence key instead of a cloud licence with an activation code",
  hop: "licence",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["M3004", "M3006"], checks: ["licence/valid", "licence/duo-add-on", "licence/user-access", "licence/seat"] },
  proof: (see) => [
    // In a hybrid setup the row says the same of an offline licence, which is a cloud licence too.
    proven(healthRowSays(see, "license", "to upgrade your license"), unlessSeen(granted(see)), unlessSeen(cloudLicence(see))),
    proven(see("gitlab/licence", (licence) => licence.present && licence.type !== null && !licence.type.includes("cloud")), unlessSeen(all(given(see.profile === "offline"), any(granted(see), see("gitlab/completion", (completion) => completion.status === 200))))),
  ],
  unless: (see) => licenceExpired(see),
  consequenceOf: ["DT601", "DT602"],
  rivals: {
    DT604: "it is a cloud licence that has not synchronised",
    DT907: "the button Configure models is missing because the person is no administrator",
  },
  remedy: [
    { do: "Activate with the activation code of the subscription (customers.gitlab.com); in an air gap with an offline cloud licence", where: "Admin > Subscription", expect: "license_probe says `Subscription can be synchronized`" },
    { do: "Open the Duo page again", where: "Admin > GitLab Duo", expect: "the button Configure models is there" },
  ],
} satisfies Cause;
