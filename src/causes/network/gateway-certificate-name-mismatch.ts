import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { agentText } from "../../terms/agent-platform.ts";
import { fromGitlab, healthGood, notOnlyTheWorker } from "../../terms/network.ts";

type Seen = Pick<FactValues["gateway/reach"], "tls">;

const wrongName = (value: Seen): boolean => value.tls?.kind === "look" && !value.tls.nameMatches && value.tls.datesValid;

/** gRPC's words for a certificate that does not hold the name it was called by. */
const otherName = /hostname verification check failed|is not in peer certificate/iu;

function namesOf(value: Seen | undefined): string | undefined {
  return value?.tls?.kind === "look" ? value.tls.chain[0]?.names.slice(0, 4).join(", ") : undefined;
}

export default {
  code: "DT512",
  name: "gateway-certificate-name-mismatch",
  title: "The certificate of {server} is for {names}, not for {serverHost}",
  plainTitle: "The certificate of the gateway or of its agent service is for another name",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/certificate", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/worker-reaches", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/gitlab-reaches", "agent-platform/serving"] },
  proof: (see) => [
    proven(see("gateway/reach", wrongName), healthGood(see), fromGitlab(see), notOnlyTheWorker(see)),
    suspect(see("gateway/reach", wrongName), healthGood(see), notOnlyTheWorker(see)),
    // The agent service may end TLS on its own.
    proven(agentText(see, otherName), see("agent/reach", wrongName)),
  ],
  rivals: {
    DT215: "the names are those of GitLab and healthz gives a page of GitLab",
    DT511: "names are good, dates are not",
    DT510: "names and dates are good",
    DT528: "the worker and GitLab reach different servers under this name",
    DT108: "healthz is not 200 {}: another service altogether",
  },
  remedy: [
    { do: "Use a name of the certificate in GitLab, if one resolves to that server; a short name or an address is the usual mistake", where: "Admin > GitLab Duo > Change configuration > Local AI gateway URL, or the agent service's", command: "https://<name from the certificate>", expect: "health check: reachable" },
    { do: "Or issue the certificate again with this host as a subject alternative name", where: "certificate authority, then proxy or gateway", expect: "look lists the host" },
  ],
  names: (read) => {
    const gateway = read("gateway/reach");
    const agent = read("agent/reach");
    const atAgent = (gateway === undefined || !wrongName(gateway)) && agent !== undefined && wrongName(agent);
    const at = read(atAgent ? "agent/address" : "gateway/address");
    return { server: at === undefined ? undefined : `the ${atAgent ? "agent service" : "gateway"} at ${at.host ?? "its address"}`, serverHost: at?.host ?? "<host>", names: namesOf(atAgent ? agent : gateway) };
  },
} satisfies Cause;
