import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT142",
  name: "self-sign-switch-left-on",
  title: "The test switch CLOUD_CONNECTOR_SELF_SIGN_TOKENS is still set on GitLab",
  hop: "gitlab",
  severity: "security",
  breaks: [],
  explains: { codes: [], checks: ["gitlab/self-sign-off"] },
  proof: (see) => [
    proven(
      see("gitlab/health-check", (check) => {
        const names = new Set(check.probes.map((probe) => probe.name.replace(/_probe$/u, "")));
        return check.state === "answered" && names.size === 2 && names.has("host") && names.has("end_to_end");
      }),
      see("gitlab/duo-settings", (settings) => settings.aiGatewayUrl !== null),
    ),
  ],
  rivals: {
    DT634: "the switch was set to make a missing feature appear: without it the feature is gone, which is the real cause",
  },
  remedy: [
    { do: "Remove the variable and restart GitLab", where: "gitlab_rails['env'] or the container environment of every Rails and Sidekiq node", command: "gitlab-ctl reconfigure && gitlab-ctl restart", expect: "health check shows the self-hosted probe set again", risk: "short interruption; a feature that only worked with the switch disappears" },
    { do: "If a feature disappears, upgrade GitLab or ask support about its unit primitive", where: "GitLab support" },
  ],
} satisfies Cause;
