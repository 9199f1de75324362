import { suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { discoveryGood, keysMissing } from "../../terms/gateway.ts";
import { besideKeys, doesNotTrust, wayToGitlab } from "../../terms/beside.ts";

export default {
  code: "DT244",
  name: "issuer-certificate-untrusted",
  title: "The gateway does not trust the certificate of GitLab, so it has no keys to check tokens",
  hop: "gateway-to-gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000", "DCR4005"], checks: ["gateway/holds-keys", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches", "agent-platform/token-route", "agent-platform/serving", "gateway/way-to-gitlab"] },
  proof: (see) => besideKeys(
    see,
    wayToGitlab(see, (way) => doesNotTrust(way) || way.reason === "name-mismatch"),
    // The gateway may know GitLab under another address than the worker, an https one too.
    suspect(keysMissing(see), discoveryGood(see)),
  ),
  rivals: {
    DT154: "the certificate of GitLab is expired or has the wrong name for everybody",
    DT242: "`Name or service not known` in the log",
    DT243: "refused or timed out in the log",
    DT245: "the failing certificate in the container is that of a proxy",
    DT250: "the fetch from the container works now",
    DT310: "same error text with the host of the model: the other leg, ruled by SSL_CERT_FILE",
  },
  remedy: [
    { do: "Put the public roots and your own root into one PEM file and mount it", where: "gateway container definition", command: "-v <folder>/all-roots.pem:<folder in container>/all-roots.pem", expect: "readable for user aigateway" },
    { do: "Name it for all legs: REQUESTS_CA_BUNDLE rules the way to GitLab, SSL_CERT_FILE the way to the model, DUO_WORKFLOW_GITLAB_SSL_CA_FILE the way from the agent service to GitLab", where: "gateway container settings", command: "REQUESTS_CA_BUNDLE=... SSL_CERT_FILE=... DUO_WORKFLOW_GITLAB_SSL_CA_FILE=...", expect: "all three set; SSL_CERT_FILE alone does not help here" },
    { do: "Recreate the container", where: "gateway host", expect: "`JWKS refreshed` with kids, connection check good", risk: "short interruption" },
  ],
} satisfies Cause;
