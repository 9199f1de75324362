import { likely, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { granted } from "../../terms/gitlab.ts";
import { reported } from "../../terms/told.ts";

export default {
  code: "DT144",
  name: "editor-token-or-certificate",
  title: "Only one person's editor fails: its GitLab token is refused, or its runtime does not trust the certificate",
  hop: "gitlab",
  severity: "degraded",
  breaks: ["chat", "code-completion", "code-generation", "agentic-chat"],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    likely(reported(see, "language-server-token-check", "jetbrains-cert-path"), granted(see)),
    suspect(reported(see, "language-server-token-check", "jetbrains-cert-path")),
  ],
  rivals: {
    DT604: "the same 401 hits all editors and access_probe says stale: synchronise the subscription",
    DT612: "the browser fails for this user as well and no seat is assigned",
    DT154: "the certificate itself is expired or has the wrong name, for everybody",
  },
  remedy: [
    { do: "Sign in again, or give the editor a new token with scope api (or ai_features)", where: "the user's editor", expect: "the language server log shows a valid token" },
    { do: "Add the private CA to the store that the editor uses (the Java runtime for JetBrains)", where: "the user's machine", expect: "no certificate error after restart of the editor" },
  ],
} satisfies Cause;
