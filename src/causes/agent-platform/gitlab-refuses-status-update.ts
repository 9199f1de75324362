import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { sessionEnded } from "../../terms/agent-platform.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT426",
  name: "gitlab-refuses-status-update",
  title: "GitLab answers 403 when the agent service reports a session's start, so the session never begins",
  hop: "gateway-to-gitlab",
  severity: "outage",
  breaks: ["flows"],
  explains: { codes: ["A1007", "DCR5000", "DCR5001", "agent-platform-sentence", "dws-forbidden-status-update"], checks: [] },
  proof: (see) => [
    proven(reported(see, "dws-forbidden-status-update")),
    suspect(sessionEnded(see, "A1007", "DCR5001", "agent-platform-sentence")),
  ],
  rivals: {
    DT637: "status 7 with `Unauthorized to execute` or `Unauthorized to generate token`: the token's right",
    DT442: "the service account is missing or could not join the project: DCR4001 or DCR4006",
    DT443: "the flow is turned off: DCR4000 or DCR4007",
    DT425: "no answer of GitLab at all, status 13",
    DT524: "something before GitLab answers the 403: GitLab's own log has no such request",
  },
  remedy: [
    { do: "Find GitLab's own line for that request", where: "GitLab node", command: "grep '\"status\":403' /var/log/gitlab/gitlab-rails/api_json.log | grep duo_workflows | tail", expect: "a line with the account and the reason; no line means that something before GitLab said 403" },
    { do: "Give the account the access that the line asks for: membership in the project, its role, Duo and flows on for project and group", where: "GitLab, settings of project and group", expect: "a new session starts" },
  ],
} satisfies Cause;
