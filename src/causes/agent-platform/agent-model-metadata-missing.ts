import { likely, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentFeatureSelfHosted, sessionEnded } from "../../terms/agent-platform.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT429",
  name: "agent-model-metadata-missing",
  title: "The agent service did not get usable settings of the self-hosted model and asks a cloud model instead",
  hop: "agent-platform",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["A1007", "A1008", "dws-execution-failure", "agent-platform-sentence", "dws-metadata-not-applied"], checks: [] },
  proof: (see) => [
    // The line is normal for health checks; behind a session that ended it is the reason.
    likely(reported(see, "dws-metadata-not-applied"), reported(see, "A1007", "A1008", "dws-execution-failure", "agent-platform-sentence", "cloud-credentials-missing"), agentFeatureSelfHosted(see)),
    suspect(agentFeatureSelfHosted(see), sessionEnded(see, "A1007", "A1008", "dws-execution-failure", "agent-platform-sentence", "dws-metadata-not-applied")),
  ],
  rivals: {
    DT320: "the settings were sent, and the endpoint has no scheme",
    DT326: "the settings were sent, and endpoint or family cannot be used; classic chat on the same model fails too",
    DT631: "the agent feature is not assigned to a self-hosted model",
    DT424: "GitLab 19.4 or earlier, and the settings of flows disagree",
    DT427: "the session ends with status 9",
  },
  remedy: [
    { do: "Read header_present of the failing call: true means that the settings cannot be used, false that GitLab sent none", where: "gateway host", command: "docker logs <gateway container> 2>&1 | grep 'Model metadata not applied' | tail", expect: "error and header_present of the call" },
    { do: "For false: assign a self-hosted model to Agents & flows and to agentic chat, both; for true: mend endpoint, family and identifier of the model", where: "Admin > GitLab Duo > Configure models", expect: "no such line for a session" },
    { do: "If both are right, match the releases of GitLab and gateway", where: "gateway host", command: "self-hosted-v<X.Y.Z>-ee with X.Y of GitLab {version}", expect: "a session finishes", risk: "the container is recreated: running requests are cut" },
  ],
} satisfies Cause;
