import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT132",
  name: "silent-mode-on",
  title: "Silent Mode is on, so GitLab does not send Duo requests out",
  hop: "gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: [], checks: ["gateway/accepts-tokens", "gateway/editor-tokens", "licence/user-access", "agent-platform/gitlab-reaches", "gitlab/silent-mode-off", "gitlab-to-gateway/gitlab-reaches", "gateway-to-model/answers", "gateway-to-model/completion-answers"] },
  proof: (see) => [
    proven(see("gitlab/application-settings", (settings) => settings.silentMode === true)),
  ],
  rivals: {
    DT620: "duo_features_enabled is false and Silent Mode is off",
  },
  remedy: [
    { do: "Turn it off, unless this instance is a restored copy that must stay silent", where: "GitLab API", command: "curl -X PUT -H 'PRIVATE-TOKEN: <token>' '{gitlabUrl}/api/v4/application/settings?silent_mode_enabled=false'", expect: "the answer shows silent_mode_enabled false", risk: "mail and webhooks go out again" },
  ],
} satisfies Cause;
