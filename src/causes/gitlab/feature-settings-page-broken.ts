import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT134",
  name: "feature-settings-page-broken",
  title: "GitLab {version} has a defect that breaks every read of the AI feature settings",
  plainTitle: "This release of GitLab has a defect that breaks every read of the AI feature settings",
  hop: "gitlab",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999"], checks: ["gitlab/settings-readable", "licence/features-assigned"] },
  proof: (see) => [
    proven(
      see("gitlab/version", (version) => version.major === 18 && version.minor === 4 && version.patch === 0),
      see("gitlab/feature-settings", (settings) => settings.state === "internal-error"),
      see("gitlab/models", () => true),
    ),
  ],
  rivals: {
    DT151: "other API calls fail with 5xx as well",
    DT916: "the answer is 200 with a GraphQL error about an unknown field or type",
    DT153: "version is not 18.4.0 and secrets cannot be decrypted",
  },
  remedy: [
    { do: "Upgrade to a later 18.4 patch or a newer minor, and the gateway image with it", where: "GitLab", expect: "the page AI feature settings loads" },
    { do: "Run the check again", where: "chat", command: "/duo check {stack}", expect: "aiFeatureSettings is answered" },
  ],
} satisfies Cause;
