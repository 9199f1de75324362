import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { noOwnTokens } from "../../terms/gateway.ts";
import { beside } from "../../terms/beside.ts";

export default {
  code: "DT257",
  name: "user-token-key-missing",
  title: "The gateway has no key to sign tokens for editors, so direct connections cannot be set up",
  hop: "gateway",
  severity: "degraded",
  breaks: ["code-completion"],
  explains: { codes: [], checks: ["gateway/editor-tokens"] },
  proof: (see) => [
    proven(noOwnTokens(see), beside(see, ({ source, keys }) => source !== "none" && (keys["AIGW_SELF_SIGNED_JWT__SIGNING_KEY"]?.kind ?? "none") === "none")),
    suspect(noOwnTokens(see)),
  ],
  rivals: {
    DT258: "both variables are set and one does not parse as PEM: the same 503 and the same body (recorded)",
    DT221: "token route 201 and completion 500: the other way round",
    DT251: "completion fails as well, 401 at the gateway",
    DT630: "the 503 text is `No Code Completion model provided`",
    DT527: "the 503 text is `Token is missing in response`",
    DT143: "403 `Direct connections are disabled`",
  },
  remedy: [
    { do: "Make two RSA keys of 2048 bits", where: "gateway host", command: "openssl genrsa -out signing.key 2048 ; openssl genrsa -out validation.key 2048", expect: "two PEM files", risk: "private keys: keep them out of chats and repositories" },
    { do: "Give both to the gateway, newlines kept", where: "gateway container settings", command: "AIGW_SELF_SIGNED_JWT__SIGNING_KEY=\"$(cat signing.key)\" AIGW_SELF_SIGNED_JWT__VALIDATION_KEY=\"$(cat validation.key)\"", expect: "both set; the agent service has its own pair, DUO_WORKFLOW_SELF_SIGNED_JWT__*" },
    { do: "Recreate the container, all replicas with the same pair", where: "gateway host", expect: "token route 201", risk: "editor tokens of the old pair stop working" },
  ],
} satisfies Cause;
