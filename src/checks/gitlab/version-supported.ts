import type { Check } from "../../facts/rules.ts";

export default {
  title: "The GitLab version is known",
  hop: "gitlab",
  after: ["gitlab/answers"],
  judge: (see) => [
    { verdict: "warn", when: see("gitlab/version", (version) => version.major < 17 || (version.major === 17 && version.minor < 9) || version.major > 19), reason: "GitLab {version} lies outside 17.9 to 19.x; some answers may be misread" },
    { verdict: "pass", when: see("gitlab/version", () => true), reason: "GitLab {version}" },
  ],
} satisfies Check;
