import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT152",
  name: "gitlab-version-unsupported",
  title: "GitLab {version} is outside the versions that duo-triage knows ({oldest} to {newest}); some checks are skipped or may misread",
  plainTitle: "This GitLab is outside the versions that duo-triage knows; some checks are skipped or may misread",
  hop: "gitlab",
  severity: "warning",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    proven(see("gitlab/version", (version) => version.major < 17 || (version.major === 17 && version.minor < 9) || version.major > 19)),
  ],
  rivals: {
    DT916: "the version is known, but a field or route that it should have is missing",
  },
  remedy: [
    { do: "Below the range: upgrade GitLab, or read the answers with care", where: "GitLab" },
    { do: "Above the range: upgrade duo-triage", where: "the host of duo-triage", expect: "/duo self shows a newer knowledge version" },
  ],
  names: () => ({ oldest: "17.9", newest: "19.x" }),
} satisfies Cause;
