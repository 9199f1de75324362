import { all, unlessSeen } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { granted, noKeysPublished } from "../../terms/gitlab.ts";

export default {
  title: "GitLab publishes its signing keys",
  hop: "gateway-to-gitlab",
  after: ["gitlab/answers"],
  judge: (see) => [
    { verdict: "fail", when: all(noKeysPublished(see), unlessSeen(granted(see))), reason: "the key list is empty" },
    { verdict: "pass", when: see("gitlab/discovery", (discovery) => (discovery.keys?.kids?.length ?? 0) > 0 && discovery.atRoot.form === "json"), reason: "discovery document and key list are good" },
    { verdict: "warn", when: see("gitlab/discovery", (discovery) => discovery.atRoot.result.kind === "answer"), reason: "the discovery document or the key list is not what a gateway needs, as seen from the worker" },
  ],
} satisfies Check;
