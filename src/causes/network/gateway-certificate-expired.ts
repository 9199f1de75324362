import { proven, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { agentCertificateRefused } from "../../terms/agent-platform.ts";
import { notOnlyTheWorker } from "../../terms/network.ts";

type Seen = Pick<FactValues["gateway/reach"], "state" | "tls">;

const outOfDate = (value: Seen): boolean => value.state === "expired" || value.state === "not-yet-valid" || (value.tls?.kind === "look" && !value.tls.datesValid);

/** Dates of the certificate of the chain that ends first, or begins last: the one that is out of its dates. */
function certificateDates(value: Seen | undefined): Record<string, string | undefined> {
  const chain = value?.tls?.kind === "look" ? [...value.tls.chain] : [];
  const early = value?.state === "not-yet-valid";
  const shown = chain.sort((a, b) => (early ? b.notBefore.localeCompare(a.notBefore) : a.notAfter.localeCompare(b.notAfter)))[0];
  return { notBefore: shown?.notBefore.slice(0, 10), notAfter: shown?.notAfter.slice(0, 10) };
}

export default {
  code: "DT511",
  name: "gateway-certificate-expired",
  title: "The certificate of {server} is not valid today ({notBefore} to {notAfter})",
  plainTitle: "The certificate of the gateway or of its agent service has expired, or is not valid yet",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/certificate", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/worker-reaches", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/gitlab-reaches", "agent-platform/serving"] },
  proof: (see) => [
    // Dates are judged by the worker's clock, so GitLab's must agree with it.
    proven(see("gateway/reach", outOfDate), unlessSeen(see("worker/clock", (value) => value.gitlab === null ? undefined : Math.abs(value.gitlab.offsetMs) - value.gitlab.uncertaintyMs > 60_000)), notOnlyTheWorker(see)),
    // The agent service may end TLS on its own; GitLab's clock has judged these dates itself.
    proven(agentCertificateRefused(see), see("agent/reach", outOfDate)),
  ],
  rivals: {
    DT911: "the worker's clock differs from the Date header of GitLab",
    DT512: "dates are good, names are not",
    DT510: "dates and names are good",
    DT154: "it is GitLab's own certificate that has expired",
  },
  remedy: [
    { do: "Renew the certificate where TLS ends; look at the intermediate as well", where: "proxy, ingress or gateway", command: "openssl s_client -connect {serverHost}:{serverPort} -servername {serverHost} </dev/null | openssl x509 -noout -dates", expect: "notAfter in the future" },
    { do: "Reload the server that holds it", where: "proxy or gateway", command: "nginx -s reload", expect: "new dates on the wire" },
    { do: "Repair the automatic renewal and watch the date", where: "certificate management", expect: "warning weeks before" },
  ],
  names: (read) => {
    const gateway = read("gateway/reach");
    const agent = read("agent/reach");
    const atAgent = (gateway === undefined || !outOfDate(gateway)) && agent !== undefined && outOfDate(agent);
    const at = read(atAgent ? "agent/address" : "gateway/address");
    return { server: at === undefined ? undefined : `the ${atAgent ? "agent service" : "gateway"} at ${at.host ?? "its address"}`, serverHost: at?.host ?? "<host>", serverPort: at?.port ?? "<port>", ...certificateDates(atAgent ? agent : gateway) };
  },
} satisfies Cause;
