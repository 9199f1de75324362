import { suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { noTokenMade } from "../../terms/gitlab.ts";

export default {
  code: "DT153",
  name: "gitlab-secrets-undecryptable",
  title: "GitLab cannot decrypt its stored secrets (model API keys or signing keys), usually after a restore without the matching secrets file",
  hop: "gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "M5000"], checks: ["gitlab-to-gateway/gitlab-reaches", "gitlab/signing-keys", "agent-platform/gitlab-reaches", "gateway/accepts-tokens", "gateway/editor-tokens"] },
  proof: (see) => [
    suspect(noTokenMade(see)),
  ],
  rivals: {
    DT120: "cloud_connector:keys:list says `No keys found.`: no key rather than an unreadable one",
    DT331: "one model's key is refused by its server; other stored keys work",
    DT510: "host_probe or the 500 carries a certificate error",
    DT134: "version 18.4.0 and only aiFeatureSettings fails",
  },
  remedy: [
    { do: "Put back the secrets file that belongs to the restored database, on all nodes", where: "GitLab nodes", command: "gitlab-rake gitlab:doctor:secrets VERBOSE=1", expect: "0 failures", risk: "verbose output names rows: do not paste it" },
    { do: "If it is lost, enter the model API keys again and create a new signing key", where: "Admin > GitLab Duo > Configure models; GitLab node", command: "gitlab-rake cloud_connector:keys:create", risk: "writes to the database; a person decides" },
    { do: "Restart the gateway so that it fetches the new key set", where: "gateway host", command: "docker restart <gateway container>", expect: "direct_access is 201" },
  ],
} satisfies Cause;
