import { all, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { discoveryGood, keysMissing, noKeys } from "../../terms/gateway.ts";
import { besideKeys, keysInReach, sharesKeys, wayToGitlab } from "../../terms/beside.ts";

export default {
  code: "DT250",
  name: "key-cache-empty",
  title: "The gateway remembers a key set without GitLab's keys, from a time when GitLab was unreachable; a restart makes it ask again",
  hop: "gateway",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000", "DCR4005"], checks: ["gateway/holds-keys", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches", "agent-platform/token-route", "agent-platform/serving", "gateway/way-to-gitlab"] },
  proof: (see) => besideKeys(
    see,
    all(wayToGitlab(see, keysInReach), sharesKeys(see), noKeys(see)),
    suspect(keysMissing(see), discoveryGood(see)),
  ),
  rivals: {
    DT240: "AIGW_GITLAB_URL is unset in the process environment",
    DT242: "the lookup from the container fails still",
    DT243: "the connect from the container fails still",
    DT244: "the fetch from the container fails to verify still",
    DT245: "the fetch from the container goes through a proxy still",
    DT246: "the discovery document is HTML still",
    DT120: "the key list of GitLab itself is empty: discovery good, jwks_uri answers an empty `keys`",
    DT252: "junk probe repeated 20 times gives 401 and 500 in turn: only one replica is empty",
  },
  remedy: [
    { do: "Restart the gateway, every replica", where: "gateway host", command: "docker restart <container>   or   kubectl rollout restart deployment/<gateway>", expect: "first junk probe 401 within a second", risk: "short interruption; if it comes back at once the cause is one of DT240-DT249" },
    { do: "Start GitLab before the gateway in future, or restart the gateway after long outages of GitLab: the cache lives up to 24 h", where: "run book", expect: "no repetition" },
  ],
} satisfies Cause;
