import { likely } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { granted } from "../../terms/gitlab.ts";
import { offlineLicence } from "../../terms/licence.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT136",
  name: "mention-replies-fail-offline",
  title: "With an offline licence GitLab {version} gets a 401 for replies to a @GitLabDuo mention; Chat and first reviews work",
  plainTitle: "With an offline licence this release of GitLab gets a 401 for replies to a @GitLabDuo mention; Chat and first reviews work",
  hop: "gitlab",
  severity: "degraded",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    likely(offlineLicence(see), see("gitlab/version", (version) => version.major === 19 && version.minor === 2 && version.patch === 1), granted(see), reported(see, "chat-cant-generate", "DT136")),
  ],
  rivals: {
    DT123: "every feature fails and the log names Header mismatch 'X-Gitlab-Instance-Id'",
    DT631: "the agentic chat feature is assigned to a cloud model on purpose",
  },
  remedy: [
    { do: "Assign a self-hosted model to agentic chat (inferred from the defect report)", where: "Admin > GitLab Duo > Configure features", expect: "a new mention is answered" },
    { do: "Or upgrade GitLab", where: "GitLab", expect: "a new mention is answered" },
  ],
} satisfies Cause;
