import { suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { discoveryGood, keysMissing } from "../../terms/gateway.ts";
import { besideKeys, wayToGitlab } from "../../terms/beside.ts";

export default {
  code: "DT242",
  name: "issuer-name-unresolved",
  title: "The gateway cannot resolve the name of GitLab, so it has no keys to check tokens",
  hop: "gateway-to-gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000", "DCR4005"], checks: ["gateway/holds-keys", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches", "agent-platform/token-route", "agent-platform/serving", "gateway/way-to-gitlab"] },
  proof: (see) => besideKeys(
    see,
    wayToGitlab(see, (way) => way.proxy === null && way.phase === "resolve"),
    suspect(keysMissing(see), discoveryGood(see)),
  ),
  rivals: {
    DT243: "the name resolves; connect is refused or times out (junk probe slow, 10 s or more, on a cold process)",
    DT244: "log has SSLError CERTIFICATE_VERIFY_FAILED",
    DT245: "log has ProxyError, or JSONDecodeError with a proxy variable set",
    DT250: "lookup and fetch work now; only the cache is empty",
    DT248: "discovery is fetched; the second fetch, of jwks_uri, fails",
    DT501: "the other direction: GitLab cannot resolve the gateway",
  },
  remedy: [
    { do: "Repeat the lookup from inside", where: "gateway container", command: "python3 -c \"import socket; print(socket.getaddrinfo('gitlab.example.com', 443)[0][4])\"", expect: "an address" },
    { do: "Correct a typing error in AIGW_GITLAB_URL, or give the container a resolver that knows internal names (or a hosts entry)", where: "gateway container definition", command: "docker run --dns <internal resolver> ...  or  --add-host gitlab.example.com:<address>", expect: "lookup works" },
    { do: "Recreate or restart the gateway afterwards: an empty key set stays cached", where: "gateway host", command: "docker restart <container>", expect: "junk probe 401, `JWKS refreshed` with kids", risk: "short interruption" },
  ],
} satisfies Cause;
