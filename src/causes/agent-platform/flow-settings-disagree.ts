import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { flowsDisagree } from "../../terms/agent-platform.ts";

export default {
  code: "DT424",
  name: "flow-settings-disagree",
  title: "Agentic Code Review and `Agents & flows` are not assigned to the same kind of model, so GitLab mixes two services up",
  hop: "gitlab",
  severity: "outage",
  breaks: ["flows"],
  explains: { codes: ["DCR4005"], checks: ["agent-platform/flows-on", "agent-platform/token-route"] },
  proof: (see) => [
    proven(flowsDisagree(see)),
  ],
  rivals: {
    DT402: "the settings agree",
    DT420: "the settings agree and agent direct access shows JWSError",
    DT422: "the settings agree and the gateway is 19.6 or later",
    DT631: "GitLab 19.5 or later: each flow follows its own setting; the cloud is meant",
    DT411: "no agent URL is set",
  },
  remedy: [
    { do: "Give both settings the same kind of model", where: "Admin > GitLab Duo > Configure models > AI-native features: Agents & flows, Agentic Code Review", expect: "both self-hosted or both GitLab-managed" },
    { do: "Upgrade GitLab; later releases take URL and token from the same setting", where: "GitLab", expect: "a session is created", risk: "an upgrade needs the matching gateway image" },
    { do: "Ask for a review again", where: "a merge request", expect: "a session appears, no DCR4005" },
  ],
} satisfies Cause;
