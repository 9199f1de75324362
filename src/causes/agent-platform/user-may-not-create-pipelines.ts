import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT444",
  name: "user-may-not-create-pipelines",
  title: "The user may not create pipelines in the project, and a flow needs one",
  hop: "gitlab",
  severity: "degraded",
  breaks: ["flows"],
  explains: { codes: ["DCR4003", "DCR4008"], checks: [] },
  proof: (see) => [
    proven(reported(see, "DCR4003")),
    suspect(reported(see, "DCR4008")),
  ],
  rivals: {
    DT440: "`DCR4011`: the pipeline exists and waits for a runner",
    DT445: "`DCR4012`",
    DT446: "`DCR4009`",
  },
  remedy: [
    { do: "Give the user the Developer role or more, and the right to push to or run pipelines on the branch", where: "Project > Manage > Members; Settings > Repository > Protected branches", expect: "the user can run a pipeline by hand" },
    { do: "Switch CI/CD on for the project", where: "Project > Settings > General > Visibility, project features, permissions", expect: "Build > Pipelines is there" },
  ],
} satisfies Cause;
