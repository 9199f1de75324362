import { likely } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { keysMissing } from "../../terms/gateway.ts";
import { besideKeys, wayToGitlab } from "../../terms/beside.ts";

export default {
  code: "DT247",
  name: "discovery-without-keys-address",
  title: "The discovery document of GitLab has no jwks_uri, so the gateway gets no keys",
  hop: "gateway-to-gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000", "DCR4005"], checks: ["gateway/holds-keys", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches", "agent-platform/token-route", "agent-platform/serving", "gateway/way-to-gitlab"] },
  proof: (see) => besideKeys(
    see,
    wayToGitlab(see, (way) => way.status === 200 && way.issuer !== null && way.keys === null),
    likely(keysMissing(see), see("gitlab/discovery", (value) => !value.relativeRoot && value.atRoot.form === "json" && value.atRoot.jwksUri === null)),
  ),
  rivals: {
    DT246: "body is not JSON",
    DT248: "jwks_uri is there, its address does not answer",
    DT107: "the address asked is not that of a GitLab at all",
    DT245: "worker gets a complete document; only the container gets the JSON error of a proxy",
  },
  remedy: [
    { do: "Find who answers: GitLab itself always sends jwks_uri", where: "anywhere", command: "curl -sSi {gitlabUrl}/.well-known/openid-configuration", expect: "headers of GitLab, issuer and jwks_uri in the body" },
    { do: "Remove the rewrite or gateway product that answers instead", where: "proxy in front of GitLab", expect: "complete document" },
    { do: "Restart the AI gateway: the empty key set stays cached", where: "gateway host", command: "docker restart <container>", expect: "junk probe 401, connection check good", risk: "short interruption" },
  ],
} satisfies Cause;
