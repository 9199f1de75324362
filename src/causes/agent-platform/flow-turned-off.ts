import { any, proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentFeatureSelfHosted } from "../../terms/agent-platform.ts";
import { healthRowFails } from "../../terms/gitlab.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT443",
  name: "flow-turned-off",
  title: "Flows are turned off for the instance, the top-level group or the project",
  hop: "gitlab",
  severity: "outage",
  breaks: ["flows"],
  explains: { codes: ["DCR4000", "DCR4007"], checks: ["agent-platform/flows-on"] },
  proof: (see) => [
    proven(any(healthRowFails(see, "allow_flow_execution"), healthRowFails(see, "allow_foundational_flows")), agentFeatureSelfHosted(see)),
    proven(reported(see, "DCR4000", "DCR4007")),
  ],
  rivals: {
    DT621: "Duo as a whole is off for the group or project: M3002",
    DT442: "`DCR4001` or `DCR4006`",
    DT632: "the feature setting's provider is `disabled`",
  },
  remedy: [
    { do: "Allow flow execution and foundational flows, from the top down: instance, top-level group, project", where: "Admin > GitLab Duo; Group > Settings > GitLab Duo; Project > Settings > General > GitLab Duo", expect: "the flow can be chosen" },
    { do: "Check the chain", where: "GitLab node", command: "gitlab-rake \"gitlab:duo:verify_setup[<group>/<project>]\"", expect: "no failed line" },
  ],
} satisfies Cause;
