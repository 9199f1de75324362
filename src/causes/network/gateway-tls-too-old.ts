import type { TlsResult } from "../../core/probe-answer.ts";
import { likely, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gitlabMeets, notOnlyTheWorker, workerMeets } from "../../terms/network.ts";

const shakes = (result: TlsResult): boolean => result.kind === "look";
const alerts = (result: TlsResult): boolean => result.kind === "failure" && (result.reason === "tls-version-refused" || result.reason === "tls-handshake-failed");
const cut = (result: TlsResult): boolean => result.kind === "failure" && result.phase === "tls" && result.reason !== "not-tls";

export default {
  code: "DT506",
  name: "gateway-tls-too-old",
  title: "TLS on the gateway URL and its caller share no protocol or cipher ({detail})",
  plainTitle: "TLS on the gateway URL and its caller share no protocol or cipher",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    proven(see("gateway/tls-versions", (value) => alerts(value.v12) && alerts(value.v13) && shakes(value.old)), notOnlyTheWorker(see)),
    proven(see("gateway/tls-versions", (value) => shakes(value.v13) && cut(value.v12)), gitlabMeets(see, "tls", "not-tls", "reset")),
    // This machine may be too new to speak what the other side still speaks.
    likely(see("gateway/tls-versions", (value) => alerts(value.v12) && alerts(value.v13)), see("gateway/reach", (value) => value.tls?.kind === "failure" && value.tls.reason === "tls-version-refused"), notOnlyTheWorker(see)),
    suspect(workerMeets(see, "tls-refused"), notOnlyTheWorker(see)),
  ],
  rivals: {
    DT504: "wrong version number: the port speaks plain http",
    DT530: "the handshake is cut without an alert, whatever is offered; here TLS 1.3 succeeds",
    DT510: "handshake succeeds, the certificate is not trusted",
    DT513: "the alert comes from an inspecting firewall: from beside the gateway the handshake is good",
    DT533: "the alert asks for a client certificate",
  },
  remedy: [
    { do: "See what is offered", where: "any machine with openssl", command: "openssl s_client -connect {gatewayHost}:{gatewayPort} -tls1_2 </dev/null", expect: "a cipher, not `handshake failure` or `unexpected eof`; with -tls1_3 the gateway's default works" },
    { do: "Gateway with its own TLS: set modern ciphers", where: "gateway container settings", command: "AIGW_FASTAPI__TLS__SSL_CIPHERS=TLSv1.2", expect: "handshake succeeds after recreation" },
    { do: "Proxy in front: allow TLS 1.2 and 1.3", where: "nginx", command: "ssl_protocols TLSv1.2 TLSv1.3;", expect: "handshake succeeds after reload", risk: "clients that know only old TLS are locked out" },
  ],
  names: (read) => ({ detail: ({ look: "TLS 1.2 is cut, 1.3 works", failure: "neither TLS 1.2 nor 1.3 is taken" } as Record<string, string>)[read("gateway/tls-versions")?.v13.kind ?? ""] }),
} satisfies Cause;
