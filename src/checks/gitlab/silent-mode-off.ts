import type { Check } from "../../facts/rules.ts";

export default {
  title: "Silent Mode is off",
  hop: "gitlab",
  judge: (see) => [
    { verdict: "fail", when: see("gitlab/application-settings", (settings) => settings.silentMode === true), reason: "Silent Mode is on: GitLab sends nothing out" },
    { verdict: "pass", when: see("gitlab/application-settings", (settings) => (settings.silentMode === null ? undefined : !settings.silentMode)), reason: "off" },
  ],
} satisfies Check;
