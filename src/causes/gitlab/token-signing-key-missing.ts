import { likely, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { givesUpAtOnce, granted, noKeysPublished, noTokenMade } from "../../terms/gitlab.ts";

export default {
  code: "DT120",
  name: "token-signing-key-missing",
  title: "GitLab has no key to sign the tokens it sends to the gateway",
  hop: "gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "DCR4005"], checks: ["agent-platform/gitlab-reaches", "gitlab-to-gateway/gitlab-reaches", "gitlab/signing-keys", "gateway/holds-keys", "gateway/accepts-tokens", "gateway/editor-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers"] },
  proof: (see) => [
    // A key that is stored and cannot be decrypted empties the list too, and then GitLab fails before it asks the gateway.
    likely(noKeysPublished(see), unlessSeen(granted(see)), unlessSeen(givesUpAtOnce(see))),
    suspect(noTokenMade(see)),
  ],
  rivals: {
    DT153: "keys are stored but GitLab cannot decrypt them: gitlab:doctor:secrets reports failures",
    DT121: "access_probe says that the synced token has expired; a signing key exists",
    DT250: "GitLab publishes keys and the gateway still answers a junk token with 500",
  },
  remedy: [
    { do: "Create the key pair", where: "GitLab node", command: "gitlab-rake cloud_connector:keys:create", expect: "cloud_connector:keys:list shows one key", risk: "writes to the database: a person decides, the bot never runs it" },
    { do: "Restart the gateway so that it fetches the new key set (it caches 24 h)", where: "gateway host", command: "docker restart <gateway container>", expect: "log line JWKS refreshed with the new kid" },
    { do: "Repeat the token route", where: "chat", command: "/duo check {stack}", expect: "direct_access is 201" },
  ],
} satisfies Cause;
