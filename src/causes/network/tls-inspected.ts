import { likely, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { inspects, isPublicAuthority } from "../../terms/issuers.ts";
import { gitlabFails, gitlabMeets, notOnlyTheWorker } from "../../terms/network.ts";

function issuerOf(value: FactValues["gateway/reach"] | undefined): string {
  const leaf = value?.tls?.kind === "look" && !value.tls.trusted ? value.tls.chain[0] : undefined;
  return leaf?.issuer ?? "another issuer than the worker sees";
}

export default {
  code: "DT513",
  name: "tls-inspected",
  title: "A TLS-inspecting device between GitLab and {gatewayHost} re-signs the connection as {issuer}, and GitLab does not trust it",
  plainTitle: "A TLS-inspecting device between GitLab and the gateway re-signs the connection, and GitLab does not trust it",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/certificate", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/worker-reaches", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    likely(see("gateway/reach", (value) => value.tls?.kind === "look" && inspects(value.tls.chain[0]?.issuer ?? "")), gitlabMeets(see, "certificate")),
    // Public roots vouch for what the worker is shown, so GitLab is shown something else.
    likely(gitlabMeets(see, "certificate"), see("gateway/reach", (value) => value.tls?.kind === "look" && value.tls.trusted && value.tls.chain.some((one) => isPublicAuthority(one.issuer)))),
    suspect(see("gateway/reach", (value) => value.tls?.kind === "look" && !value.tls.trusted && inspects(value.tls.chain[0]?.issuer ?? "")), gitlabFails(see), notOnlyTheWorker(see)),
  ],
  rivals: {
    DT510: "the server itself presents the untrusted issuer, beside the gateway as well",
    DT520: "the traffic goes through a configured proxy: HTML or status of the proxy instead of a certificate error",
    DT528: "GitLab reaches another server under this name",
    DT413: "only the agent service suffers: ALPN gives http/1.1",
  },
  remedy: [
    { do: "Ask for an exception from inspection for the gateway, the agent service and GitLab", where: "network security team", expect: "look shows the server's own issuer" },
    { do: "Or trust the device's root on all Rails and Sidekiq nodes", where: "GitLab node", command: "cp inspection-root.crt /etc/gitlab/trusted-certs/ && gitlab-ctl reconfigure", expect: "health check: reachable", risk: "prompts and code are then readable for the device" },
    { do: "Look at the agent service afterwards: inspection often takes HTTP/2 away", where: "duo-triage", command: "/duo check {stack} agent-platform", expect: "no DT413" },
  ],
  names: (read) => ({ issuer: issuerOf(read("gateway/reach")) }),
} satisfies Cause;
