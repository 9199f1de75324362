import type { Check } from "../../facts/rules.ts";
import { keysInReach, wayToGitlab } from "../../terms/beside.ts";

export default {
  title: "Beside the gateway, GitLab's keys can be read",
  hop: "gateway-to-gitlab",
  judge: (see) => [
    { verdict: "fail", when: wayToGitlab(see, (way) => !keysInReach(way)), reason: "with the gateway's own certificates and proxies GitLab's discovery document or keys do not come" },
    { verdict: "pass", when: wayToGitlab(see, keysInReach), reason: "discovery document and keys come, with the gateway's own certificates and proxies" },
  ],
} satisfies Check;
