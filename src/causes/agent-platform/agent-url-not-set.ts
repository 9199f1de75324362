import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentFeatureSelfHosted } from "../../terms/agent-platform.ts";

export default {
  code: "DT411",
  name: "agent-url-not-set",
  title: "Agent features are assigned to self-hosted models, but GitLab has no address of the agent service",
  hop: "gitlab",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["DCR4005"], checks: ["agent-platform/url-set", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    proven(
      agentFeatureSelfHosted(see),
      see("gitlab/duo-settings", (value) => value.knows.duoAgentPlatformServiceUrl && (value.duoAgentPlatformServiceUrl ?? "").trim() === "" && (value.aiGatewayUrl ?? "").trim() !== ""),
    ),
  ],
  rivals: {
    DT102: "GitLab was just upgraded to 19.2 to 19.4 and the gateway URL is gone too",
    DT907: "the token may not read the settings: aiSelfHostedModels is null as well",
    DT631: "no agent feature is self-hosted: nothing is wrong, the cloud service is meant",
  },
  remedy: [
    { do: "Enter host and port of the agent service", where: "Admin > GitLab Duo > Change configuration > Local URL for the GitLab Duo Agent Platform service", command: "{gatewayHost}:50052", expect: "agent probe: operational" },
    { do: "Set the TLS box as the service is run (plain by default on 50052)", where: "same page", expect: "agent probe: operational" },
  ],
} satisfies Cause;
