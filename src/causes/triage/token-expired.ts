import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT904",
  name: "token-expired",
  title: "The GitLab token for {stack} has expired",
  hop: "triage",
  severity: "warning",
  breaks: [],
  explains: { codes: [], checks: ["gitlab/token-works"] },
  proof: (see) => [
    proven(see("gitlab/token", (token) => token.problem === "expired")),
  ],
  rivals: {
    DT905: "401 with another text",
    DT122: "GitLab's clock is ahead, and the token would still be valid by true time",
  },
  remedy: [
    { do: "Create or rotate the token with the same scopes and a date in your calendar", where: "GitLab, access tokens of the bot's account", expect: "GET /api/v4/metadata is 200" },
    { do: "Replace it where the worker reads it and restart the worker", where: "environment variable or file named in duo-triage.yaml", command: "duo-triage config validate --connect", expect: "exit status 0" },
  ],
} satisfies Cause;
