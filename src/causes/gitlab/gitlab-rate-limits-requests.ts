import { likely } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { limitedByGitlab } from "../../terms/gitlab.ts";

export default {
  code: "DT133",
  name: "gitlab-rate-limits-requests",
  title: "GitLab answers this user's Duo requests with 429: too many in a short time",
  hop: "gitlab",
  severity: "degraded",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: [], checks: ["gitlab/not-limited", "gateway-to-model/completion-answers"] },
  proof: (see) => [
    likely(limitedByGitlab(see)),
  ],
  rivals: {
    DT908: "only the bot's own account is limited (its own count in the window is near 10 direct_access in 5 minutes or 60 completions in 1 minute)",
    DT333: "429 without X-GitLab-Error-Origin: monolith, or Test connection says `The self-hosted model server returned code 429`",
  },
  remedy: [
    { do: "Wait for the window to pass (1 minute for completions, 5 minutes for direct_access)", where: "editor or browser", expect: "requests pass again" },
    { do: "If many people share one account or one address, raise or exempt the limit", where: "Admin > Settings > Network", risk: "limits protect the instance" },
  ],
} satisfies Cause;
