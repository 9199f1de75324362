import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT445",
  name: "compute-minutes-used-up",
  title: "The compute minutes of the namespace are used up, so flow jobs do not run",
  hop: "licence",
  severity: "outage",
  breaks: ["flows"],
  explains: { codes: ["DCR4012"], checks: [] },
  proof: (see) => [
    proven(reported(see, "DCR4012")),
  ],
  rivals: {
    DT640: "`DCR4002`: GitLab Credits, not compute minutes",
    DT440: "`DCR4011`",
  },
  remedy: [
    { do: "Look at the quota of the namespace", where: "Group > Settings > Usage quotas > Pipelines", expect: "used is below the limit" },
    { do: "Raise or reset it, or let the flow run on a runner of your own, which costs no minutes", where: "Admin > Overview > Groups > the group; runner with tag gitlab--duo", expect: "a new flow starts", risk: "a raised quota holds for all pipelines of the namespace" },
  ],
} satisfies Cause;
