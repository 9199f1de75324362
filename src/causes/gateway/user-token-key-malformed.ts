import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { noOwnTokens } from "../../terms/gateway.ts";
import { beside } from "../../terms/beside.ts";

export default {
  code: "DT258",
  name: "user-token-key-malformed",
  title: "A signing key of the gateway is set but is not a readable PEM key, so direct connections cannot be set up",
  hop: "gateway",
  severity: "degraded",
  breaks: ["code-completion"],
  explains: { codes: [], checks: ["gateway/editor-tokens"] },
  proof: (see) => [
    proven(noOwnTokens(see), beside(see, ({ keys }) => ["unreadable", "other", "rsa-public"].includes(keys["AIGW_SELF_SIGNED_JWT__SIGNING_KEY"]?.kind ?? "none"))),
    suspect(noOwnTokens(see)),
  ],
  rivals: {
    DT257: "one of the two variables is absent or empty: the same 503 and the same body (recorded)",
    DT250: "completion fails too",
    DT244: "an SSLError line: JWKError has nothing to do with certificates, whatever the advice to set SSL_CERT_FILE says",
  },
  remedy: [
    { do: "Look at the shape without printing the key", where: "gateway container", command: "printenv AIGW_SELF_SIGNED_JWT__SIGNING_KEY | wc -l ; printenv AIGW_SELF_SIGNED_JWT__SIGNING_KEY | head -1", expect: "more than 20 lines; first line BEGIN ... PRIVATE KEY", risk: "never print more than the first line" },
    { do: "Pass the value with real line breaks: from a file with $(cat ...), a YAML block in compose, or a Kubernetes secret; env files do not keep them", where: "gateway container definition", expect: "first line alone on its line" },
    { do: "Recreate the container", where: "gateway host", expect: "no JWKError at key refresh, token route 201", risk: "short interruption" },
  ],
} satisfies Cause;
