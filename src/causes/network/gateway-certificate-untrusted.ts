import { likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { agentCertificateRefused } from "../../terms/agent-platform.ts";
import { inspects, isPublicAuthority } from "../../terms/issuers.ts";
import { failsUnseen } from "../../terms/gitlab.ts";
import { gitlabFails, gitlabMeets, notOnlyTheWorker } from "../../terms/network.ts";

/** Names and dates are right, and the chain does not end in a root that the worker knows. */
const onlyUntrusted = (value: Pick<FactValues["gateway/reach"], "tls">): boolean => value.tls?.kind === "look" && !value.tls.trusted && value.tls.nameMatches && value.tls.datesValid;
const soundAndTrusted = (value: Pick<FactValues["gateway/reach"], "tls">): boolean => value.tls?.kind === "look" && value.tls.trusted && !value.tls.chain.some((one) => isPublicAuthority(one.issuer));

function issuerOf(value: Pick<FactValues["gateway/reach"], "tls"> | undefined): string | undefined {
  return value?.tls?.kind === "look" ? value.tls.chain[0]?.issuer : undefined;
}

export default {
  code: "DT510",
  name: "gateway-certificate-untrusted",
  title: "GitLab does not trust the certificate of {server}, issued by {issuer}",
  plainTitle: "GitLab does not trust the certificate of the gateway or of its agent service",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/certificate", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/worker-reaches", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/gitlab-reaches", "agent-platform/serving", "agent-platform/tls-matches"] },
  proof: (see) => [
    proven(gitlabMeets(see, "certificate"), see("gateway/reach", onlyUntrusted)),
    // The worker was given the private root, GitLab was not.
    proven(gitlabMeets(see, "certificate"), see("gateway/reach", soundAndTrusted)),
    likely(gitlabMeets(see, "certificate"), unlessSeen(see("gateway/reach", (value) => value.tls?.kind === "look"))),
    likely(see("gateway/reach", onlyUntrusted), gitlabFails(see), notOnlyTheWorker(see)),
    suspect(failsUnseen(see), see("gateway/reach", soundAndTrusted)),
    // The agent service may end TLS on its own.
    proven(agentCertificateRefused(see), see("agent/reach", (value) => onlyUntrusted(value) || soundAndTrusted(value))),
    likely(agentCertificateRefused(see), unlessSeen(see("agent/reach", (value) => value.tls?.kind === "look"))),
  ],
  unless: (see) => see("gateway/reach", (value) => value.tls?.kind === "look" && inspects(value.tls.chain[0]?.issuer ?? "")),
  rivals: {
    DT511: "look: today lies outside the dates",
    DT512: "look: names do not cover the host",
    DT513: "issuer is an inspection product, or GitLab's node sees another issuer than the worker",
    DT910: "host probe says reachable: only the worker lacks the root",
    DT131: "one node trusts it and another does not: chat and code differ",
  },
  remedy: [
    { do: "If the intermediate is missing, repair the chain on the server first", where: "proxy or gateway that ends TLS", command: "cat leaf.pem intermediate.pem > chain.pem", expect: "openssl s_client shows two certificates" },
    { do: "Give GitLab the root, on all Rails and Sidekiq nodes", where: "GitLab node", command: "cp private-root.crt /etc/gitlab/trusted-certs/ && gitlab-ctl reconfigure", expect: "link created in the trust store", risk: "reconfigure touches all of GitLab: choose a quiet time" },
    { do: "Run the health check", where: "Admin > GitLab Duo > Run health check", expect: "`<host> reachable`" },
  ],
  names: (read) => {
    const gateway = read("gateway/reach");
    const agent = read("agent/reach");
    // A gateway whose chain the worker trusts and GitLab meets without trouble is not the one.
    const atAgent = agent?.tls?.kind === "look" && gateway?.tls?.kind !== "look";
    const at = read(atAgent ? "agent/address" : "gateway/address");
    return {
      server: at === undefined ? undefined : `the ${atAgent ? "agent service" : "gateway"} at ${at.host ?? "its address"}`,
      issuer: issuerOf(atAgent ? agent : gateway) ?? "an authority that GitLab does not know",
    };
  },
} satisfies Cause;
