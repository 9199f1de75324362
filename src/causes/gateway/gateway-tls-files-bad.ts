import { proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentPortMayBeOpen, releaseNumber } from "../../terms/gateway.ts";
import { proxyWithoutBackend, refused } from "../../terms/network.ts";
import { beside, deadBeside } from "../../terms/beside.ts";

export default {
  code: "DT205",
  name: "gateway-tls-files-bad",
  title: "The AI gateway stopped at start because its own TLS certificate or key file is missing or does not fit",
  hop: "gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    proven(refused(see), beside(see, ({ stores, gateways }) => gateways === 0 && stores.some(({ name, there, readable }) => name.startsWith("AIGW_FASTAPI__TLS__") && (!there || !readable)))),
    ...deadBeside(
      see,
      suspect(refused(see), agentPortMayBeOpen(see), unlessSeen(see("gateway/address", (value) => value.imageRelease !== null && releaseNumber(value.imageRelease) < releaseNumber("19.1")))),
      suspect(proxyWithoutBackend(see), agentPortMayBeOpen(see), unlessSeen(see("gateway/address", (value) => value.imageRelease !== null && releaseNumber(value.imageRelease) < releaseNumber("19.1")))),
    ),
  ],
  rivals: {
    DT204: "log: pydantic error instead of a TLS file error",
    DT203: "log: errno 98",
    DT510: "there the port answers and shows a certificate; here nothing listens",
    DT504: "there the port answers TLS while GitLab uses http://; here nothing listens",
  },
  remedy: [
    { do: "Mount certificate and key where the settings look for them, readable by user aigateway; or set AIGW_FASTAPI__TLS__ENABLED=false and end TLS at a proxy", where: "gateway container settings", expect: "healthz answers; the scheme in GitLab matches (DT504)" },
    { do: "Check that both files exist inside the container and that user aigateway may read them", where: "gateway container", command: "ls -l \"$AIGW_FASTAPI__TLS__CERT_FILE\" \"$AIGW_FASTAPI__TLS__KEY_FILE\"", expect: "both listed and readable" },
    { do: "Check that certificate and key belong together", where: "gateway host", command: "openssl x509 -noout -pubkey -in cert.pem ; openssl pkey -pubout -in key.pem", expect: "identical public keys", risk: "never paste the key into a chat" },
  ],
} satisfies Cause;
