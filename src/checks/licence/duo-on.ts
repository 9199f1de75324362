import { all, any, unlessSeen } from "../../core/truth.ts";
import type { Check, See } from "../../facts/rules.ts";
import { granted } from "../../terms/gitlab.ts";

const someProjectOn = (see: See) => see("gitlab/project-access", (access) => access.projects.some((project) => project.status === 200));

export default {
  title: "Duo is switched on",
  hop: "licence",
  judge: (see) => [
    { verdict: "fail", when: all(see("gitlab/application-settings", (settings) => settings.duoFeaturesEnabled === false), unlessSeen(all(see("gitlab/application-settings", (settings) => settings.duoFeaturesLocked === false), someProjectOn(see)))), reason: "Duo is off for the whole instance" },
    { verdict: "fail", when: all(see("gitlab/project-access", (access) => access.projects.some((project) => project.status === 403)), someProjectOn(see), unlessSeen(see("gitlab/application-settings", (settings) => settings.duoFeaturesEnabled === false))), reason: "Duo is off for {paths}" },
    { verdict: "fail", when: all(see.absent("gitlab/application-settings", "not-permitted"), see("gitlab/project-access", (access) => access.projects.every((project) => project.status === 403) && new Set(access.projects.map((project) => project.topGroup)).size >= 3), any(granted(see), see("gitlab/user-access", (user) => user.codeSuggestionsAvailable === true))), reason: "Duo is off for every project that was tried" },
    { verdict: "pass", when: see("gitlab/application-settings", (settings) => (settings.duoFeaturesEnabled === null ? undefined : settings.duoFeaturesEnabled)), reason: "on for the instance" },
    { verdict: "pass", when: someProjectOn(see), reason: "on for the projects that were tried" },
  ],
  names: (read) => ({ paths: read("gitlab/project-access")?.projects.filter((project) => project.status === 403).map((project) => project.path).join(", ") }),
} satisfies Check;
