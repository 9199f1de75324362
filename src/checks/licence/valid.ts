import { all, any, unlessSeen } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { completionWorks, granted, healthRowSays } from "../../terms/gitlab.ts";
import { cloudLicence, licenceExpired } from "../../terms/licence.ts";
import { given } from "../../terms/told.ts";

export default {
  title: "The licence is valid and includes Duo",
  hop: "licence",
  after: ["gitlab/token-works"],
  judge: (see) => [
    { verdict: "fail", when: licenceExpired(see), reason: "the licence expired on {date}" },
    { verdict: "fail", when: see("gitlab/licence", (licence) => !licence.present), reason: "there is no licence" },
    { verdict: "fail", when: see("gitlab/version", (version) => version.enterprise === false), reason: "this is the Community Edition" },
    { verdict: "fail", when: all(any(healthRowSays(see, "code_suggestions_license", "does not provide access to code suggestions"), healthRowSays(see, "license", "to obtain a license"), all(healthRowSays(see, "license", "to upgrade your license"), unlessSeen(cloudLicence(see)))), unlessSeen(granted(see)), unlessSeen(completionWorks(see))), reason: "the licence does not include Duo with self-hosted models" },
    { verdict: "fail", when: all(see("gitlab/licence", (licence) => licence.present && licence.type !== null && !licence.type.includes("cloud")), unlessSeen(all(given(see.profile === "offline"), any(granted(see), completionWorks(see))))), reason: "it comes from an old licence key, not from an activation code" },
    { verdict: "pass", when: see("gitlab/licence", (licence) => licence.present), reason: "{plan}, until {date}" },
  ],
  names: (read) => ({ date: read("gitlab/licence")?.expiresAt ?? "a day that GitLab does not tell", plan: `plan ${read("gitlab/licence")?.plan ?? "not told"}` }),
} satisfies Check;
