import { all, any, likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { granted } from "../../terms/gitlab.ts";
import { deniedWithoutAdmin } from "../../terms/licence.ts";

export default {
  code: "DT620",
  name: "duo-off-for-instance",
  title: "GitLab Duo is switched off for the whole instance",
  hop: "licence",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["M3002", "M3004"], checks: ["licence/duo-on", "licence/user-access", "gateway/editor-tokens"] },
  proof: (see) => [
    proven(
      see("gitlab/application-settings", (settings) => settings.duoFeaturesEnabled === false),
      // Off by default, with groups that may turn it on, is a choice as long as some have.
      unlessSeen(all(see("gitlab/application-settings", (settings) => settings.duoFeaturesLocked === false), see("gitlab/project-access", (access) => access.projects.some((project) => project.status === 200)))),
    ),
    likely(
      see.absent("gitlab/application-settings", "not-permitted"),
      see("gitlab/project-access", (access) => access.projects.length >= 3 && new Set(access.projects.map((project) => project.topGroup)).size >= 3 && access.projects.every((project) => project.status === 403)),
      any(granted(see), see("gitlab/user-access", (user) => user.codeSuggestionsAvailable === true)),
    ),
    suspect(deniedWithoutAdmin(see)),
  ],
  consequenceOf: ["DT601", "DT602", "DT603"],
  rivals: {
    DT621: "duo_features_enabled is true and only some projects answer 403",
    DT132: "Silent Mode is on",
    DT632: "single features are disabled",
  },
  remedy: [
    { do: "Set availability back to on, or off by default with groups allowed", where: "Admin > GitLab Duo > Change configuration", expect: "duo_features_enabled true" },
    { do: "Turn on groups that had been turned off by the lock", where: "top-level groups", expect: "code_suggestions/enabled is 200" },
  ],
} satisfies Cause;
