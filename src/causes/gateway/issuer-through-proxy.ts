import { suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { discoveryGood, keysMissing } from "../../terms/gateway.ts";
import { besideKeys, proxySpoils, wayToGitlab } from "../../terms/beside.ts";

export default {
  code: "DT245",
  name: "issuer-through-proxy",
  title: "The gateway sends its requests for GitLab to a proxy, which does not deliver them",
  hop: "gateway-to-gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000", "DCR4005"], checks: ["gateway/holds-keys", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches", "agent-platform/token-route", "agent-platform/serving", "gateway/way-to-gitlab"] },
  proof: (see) => besideKeys(
    see,
    wayToGitlab(see, (way) => proxySpoils(way) || (way.proxy !== null && way.status === 200 && way.issuer === null && way.direct?.status === 200)),
    suspect(keysMissing(see), discoveryGood(see)),
  ),
  rivals: {
    DT246: "the HTML comes from GitLab itself: the worker and a direct fetch from the container get it too",
    DT243: "the direct fetch without proxy fails as well",
    DT244: "SSLError without ProxyError",
    DT520: "the other direction: GitLab sends requests for the gateway to its proxy",
    DT309: "same variables on the way to the model",
  },
  remedy: [
    { do: "Add the host of GitLab to the exceptions, in upper and lower case", where: "gateway container settings", command: "NO_PROXY=gitlab.example.com,localhost,127.0.0.1 no_proxy=<same>", expect: "direct fetch" },
    { do: "Recreate the container: this also empties the key cache", where: "gateway host", expect: "`JWKS refreshed` with kids", risk: "short interruption" },
    { do: "Check that cloud models, if any, still go through the proxy", where: "GitLab, Test connection", expect: "success" },
  ],
} satisfies Cause;
