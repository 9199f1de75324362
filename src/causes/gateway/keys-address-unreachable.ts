import { likely, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { discoveryGood, keysMissing } from "../../terms/gateway.ts";
import { besideKeys, wayToGitlab } from "../../terms/beside.ts";

/** The list cannot be had where the document says that it is, from the worker either. */
const unreachable = (value: FactValues["gitlab/discovery"]): boolean => value.keys !== null && value.keys.otherOrigin && (value.keys.form !== "json" || value.keys.kids === null);

export default {
  code: "DT248",
  name: "keys-address-unreachable",
  title: "GitLab tells the gateway to fetch its keys at {jwksUri}, and the gateway cannot reach that address",
  plainTitle: "The address at which GitLab tells the gateway to fetch its keys is one that the gateway cannot reach",
  hop: "gateway-to-gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000", "DCR4005"], checks: ["gateway/holds-keys", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches", "agent-platform/token-route", "agent-platform/serving", "gateway/way-to-gitlab"] },
  proof: (see) => besideKeys(
    see,
    wayToGitlab(see, (way) => way.status === 200 && way.keys !== null && way.keys.status !== 200),
    likely(keysMissing(see), see("gitlab/discovery", unreachable)),
    suspect(keysMissing(see), discoveryGood(see), see("gitlab/discovery", (value) => value.keys?.otherOrigin === true)),
  ),
  rivals: {
    DT243: "the discovery document itself cannot be fetched from the container",
    DT242: "the name that fails is the one in AIGW_GITLAB_URL",
    DT120: "jwks_uri answers 200 with an empty key list: GitLab has no key",
    DT249: "the discovery document cannot be found because of the path",
    DT250: "jwks_uri is reachable from the container now",
  },
  remedy: [
    { do: "Compare the two hosts", where: "gateway container", command: "curl -s \"$AIGW_GITLAB_URL/.well-known/openid-configuration\" | grep -o '\"jwks_uri\":\"[^\"]*\"'", expect: "a host that the container can reach" },
    { do: "Make the external address of GitLab resolvable and reachable from the gateway; changing external_url is the other way and touches every user", where: "DNS or network of the gateway", expect: "GET of jwks_uri gives 200 with keys", risk: "external_url is used in all links and tokens: change it only in a planned window" },
    { do: "Set AIGW_GITLAB_URL to the same address", where: "gateway container settings", command: "AIGW_GITLAB_URL=<external address of GitLab>" },
    { do: "Recreate the gateway: the empty key set stays cached", where: "gateway host", expect: "`JWKS refreshed` with kids", risk: "short interruption" },
  ],
  names: (read) => ({ jwksUri: read("gitlab/discovery")?.keys?.url }),
} satisfies Cause;
