import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { versionBetween } from "../../terms/gitlab.ts";

export default {
  code: "DT916",
  name: "gitlab-schema-unknown",
  title: "GitLab {version} does not answer {field} in a form that this duo-triage can read",
  hop: "triage",
  severity: "warning",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    proven(see.absent("gitlab/duo-settings", "not-applicable"), versionBetween(see, [17, 9], [19, 99]), see("gitlab/token", (token) => token.rung === "admin")),
    proven(see.absent("gitlab/models", "not-applicable"), versionBetween(see, [17, 9], [19, 99]), see("gitlab/token", (token) => token.rung === "admin")),
  ],
  rivals: {
    DT152: "the version is outside the supported range: expected, name only that",
    DT134: "the query ends in an internal server error, on 18.4.0",
    DT907: "the field exists and is null: not permitted",
  },
  remedy: [
    { do: "Upgrade duo-triage to a version that knows this GitLab", where: "host of duo-triage", expect: "/duo self shows a newer knowledge version" },
    { do: "Report the field, with the redacted packet", where: "terminal", command: "duo-triage bundle <run> -o FILE" },
  ],
  names: (read) => ({ field: read("gitlab/duo-settings") === undefined ? "the Duo settings" : "the self-hosted models" }),
} satisfies Cause;
