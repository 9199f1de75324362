import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT905",
  name: "token-invalid",
  title: "GitLab does not accept the token for {stack}: {problem}",
  hop: "triage",
  severity: "warning",
  breaks: [],
  explains: { codes: [], checks: ["gitlab/token-works"] },
  proof: (see) => [
    proven(see("gitlab/token", (token) => token.problem === "invalid" || token.problem === "revoked" || token.problem === "blocked")),
  ],
  rivals: {
    DT904: "the text says that the token is expired",
    DT906: "403 with insufficient_scope",
    DT902: "401 or 407 as HTML from a proxy: the token never reached GitLab",
  },
  remedy: [
    { do: "See that the value has no blanks or quotes around it and belongs to this GitLab", where: "environment variable or file named in duo-triage.yaml", command: "duo-triage config validate --connect", expect: "exit status 0" },
    { do: "Create a new token for an active account", where: "GitLab, access tokens", expect: "GET /api/v4/metadata is 200" },
  ],
  names: (read) => ({ problem: ({ revoked: "it was revoked", blocked: "its account is blocked, deactivated or has not accepted the terms" } as Record<string, string>)[read("gitlab/token")?.problem ?? ""] ?? "it is unknown there, or its account is blocked" }),
} satisfies Cause;
