import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT446",
  name: "source-branch-unreadable",
  title: "The flow cannot read the source branch of the merge request",
  hop: "gitlab",
  severity: "degraded",
  breaks: ["flows"],
  explains: { codes: ["DCR4009"], checks: [] },
  proof: (see) => [
    proven(reported(see, "DCR4009")),
  ],
  rivals: {
    DT442: "`DCR4006`: the service account is no member",
    DT151: "GitLab's Gitaly check fails: no branch can be read anywhere",
    DT444: "`DCR4003`",
  },
  remedy: [
    { do: "Restore or push the source branch", where: "merge request", expect: "the branch is shown and can be opened" },
    { do: "For a fork, allow the target project's members to read it, or move the branch into the target project", where: "fork > Settings > General > Visibility", expect: "the review starts", risk: "the fork's content becomes visible to them" },
  ],
} satisfies Cause;
