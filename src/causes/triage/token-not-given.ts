import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT903",
  name: "token-not-given",
  title: "No GitLab token is configured for {stack}; checks that need one are skipped",
  hop: "triage",
  severity: "info",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    proven(see("gitlab/token", (token) => !token.given)),
  ],
  remedy: [
    { do: "Create a token; each rung adds checks: any user with read_api; scope api or ai_features for the token route; an administrator with api (and admin_mode where Admin Mode is on) for settings, models and seats", where: "GitLab, access tokens", risk: "give the lowest rung that answers your question" },
    { do: "Configure it by environment or file, never in clear", where: "duo-triage.yaml: stacks.<name>.gitlab.token: ${GITLAB_TOKEN}", expect: "duo-triage config validate --connect names the rung" },
  ],
} satisfies Cause;
