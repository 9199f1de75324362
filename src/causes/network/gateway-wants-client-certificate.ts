import { any, proven, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { failureOf, gitlabWorks, workerMeets } from "../../terms/network.ts";

function statusOf(value: FactValues["gateway/health"]): number {
  const seen = value.unverified ?? value.result;
  return seen.kind === "answer" ? seen.status : 0;
}

export default {
  code: "DT533",
  name: "gateway-wants-client-certificate",
  title: "The TLS endpoint before the gateway wants a client certificate, which GitLab does not send",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/health", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/certificate", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    proven(any(workerMeets(see, "client-certificate"), see("gateway/health", (value) => failureOf(value.result) === "client-certificate-required")), unlessSeen(gitlabWorks(see))),
    // A web server says it in HTTP, after a handshake in which it asked for one.
    proven(see("gateway/reach", (value) => value.tls?.kind === "look" && value.tls.clientCertificateRequested), see("gateway/health", (value) => !value.good && (value.unverified ?? value.result).kind === "answer" && !value.login && [400, 495, 496].includes(statusOf(value))), unlessSeen(gitlabWorks(see))),
  ],
  rivals: {
    DT506: "the alert is protocol_version or no shared cipher, and no CertificateRequest was sent",
    DT530: "the connection is cut without any TLS alert",
  },
  remedy: [
    { do: "Do not require client certificates for GitLab's addresses on this endpoint", where: "TLS terminator before the gateway", expect: "healthz 200 without a client certificate" },
    { do: "Or give GitLab a client certificate for outgoing requests and restart it", where: "GitLab: gitlab_rails['http_client']['tls_client_cert_file']", expect: "host probe reachable" },
  ],
} satisfies Cause;
