import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT442",
  name: "service-account-not-ready",
  title: "The flow's service account is missing, or it may not join the project",
  hop: "gitlab",
  severity: "outage",
  breaks: ["flows"],
  explains: { codes: ["DCR4001", "DCR4006"], checks: [] },
  proof: (see) => [
    proven(reported(see, "DCR4001", "DCR4006")),
  ],
  rivals: {
    DT443: "`DCR4000` or `DCR4007`: the flow is off",
    DT440: "the session stays in `created` and the service account is a member: no runner",
  },
  remedy: [
    { do: "Turn the flow off and on again for the top-level group, so that the account is made", where: "Group > Settings > GitLab Duo", expect: "the service account is listed among the group's accounts" },
    { do: "Take the membership lock off the group, or add the account by hand before locking", where: "Group > Settings > General > Permissions: users cannot be added to projects in this group", expect: "the account is a member of the project", risk: "while the lock is off others can be added too" },
    { do: "Switch composite identity on for the instance's Duo service account", where: "Admin > GitLab Duo", expect: "verify_setup shows no failed line" },
  ],
} satisfies Cause;
