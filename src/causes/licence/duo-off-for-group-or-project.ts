import { proven, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT621",
  name: "duo-off-for-group-or-project",
  title: "Duo is switched off for {path}",
  plainTitle: "Duo is switched off for this group or project",
  hop: "licence",
  severity: "degraded",
  breaks: ["all"],
  explains: { codes: ["M3002", "DCR4000"], checks: ["licence/duo-on"] },
  proof: (see) => [
    proven(
      see("gitlab/project-access", (access) => access.projects.some((off) => off.status === 403 && access.projects.some((on) => on.status === 200 && (on.topGroup !== off.topGroup || on.path !== off.path)))),
      unlessSeen(see("gitlab/application-settings", (settings) => settings.duoFeaturesEnabled === false)),
    ),
  ],
  consequenceOf: ["DT620"],
  rivals: {
    DT620: "the instance setting is off",
    DT624: "the answer is 404: the token cannot see the project",
    DT443: "chat works in the project, only flows are off there",
  },
  remedy: [
    { do: "Turn Duo on for the project, or for the group above it (the group's setting wins when locked)", where: "Settings > General > GitLab Duo of the project or group", expect: "code_suggestions/enabled is 200" },
    { do: "If the owner turned it off on purpose, tell the user so", where: "chat" },
  ],
  names: (read) => ({ path: read("gitlab/project-access")?.projects.filter((project) => project.status === 403).map((project) => project.path).join(", ") }),
} satisfies Cause;
