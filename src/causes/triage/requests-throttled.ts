import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT908",
  name: "requests-throttled",
  title: "GitLab answers duo-triage's own requests with 429; checks that it stopped are not judged",
  hop: "triage",
  severity: "info",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    proven(see("gitlab/token", (token) => token.throttled.length > 0)),
    proven(see("gitlab/token-route", (route) => route.outcome === "throttled")),
    proven(see("gitlab/completion", (completion) => completion.status === 429 && completion.fromGitlab), see("gitlab/earlier", (earlier) => see.today.getTime() - Date.parse(earlier.lastRunAt) <= 600_000)),
  ],
  rivals: {
    DT133: "the bot's own count in the window is small: the account or address is limited for others too",
    DT333: "429 comes from the model (Test connection names the model server, or no X-GitLab-Error-Origin: monolith)",
  },
  remedy: [
    { do: "Wait for the seconds in Retry-After; the run goes on by itself", where: "duo-triage" },
    { do: "Check less often, or give the bot its own account", where: "duo-triage.yaml schedules; GitLab", expect: "no 429 in the next run" },
  ],
} satisfies Cause;
