import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT641",
  name: "billing-terms-not-accepted",
  title: "The usage billing terms have not been accepted, so flows do not start",
  hop: "licence",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["DCR4010"], checks: ["agent-platform/billing"] },
  proof: (see) => [
    proven(reported(see, "DCR4010")),
  ],
  rivals: {
    DT640: "DCR4002: terms accepted, credits used up",
  },
  remedy: [
    { do: "Let the owner of the subscription accept the usage billing terms", where: "customer portal or Admin > GitLab Duo", expect: "the notice is gone" },
    { do: "Start the flow again", where: "merge request", expect: "no DCR4010" },
  ],
} satisfies Cause;
