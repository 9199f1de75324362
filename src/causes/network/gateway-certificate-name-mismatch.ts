import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { fromGitlab, healthGood, notOnlyTheWorker } from "../../terms/network.ts";

const wrongName = (value: FactValues["gateway/reach"]): boolean => value.tls?.kind === "look" && !value.tls.nameMatches && value.tls.datesValid;

function namesOf(value: FactValues["gateway/reach"] | undefined): string | undefined {
  return value?.tls?.kind === "look" ? value.tls.chain[0]?.names.slice(0, 4).join(", ") : undefined;
}

export default {
  code: "DT512",
  name: "gateway-certificate-name-mismatch",
  title: "The certificate at {gatewayHost} is for {names}, not for {gatewayHost}",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/certificate", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/worker-reaches", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    proven(see("gateway/reach", wrongName), healthGood(see), fromGitlab(see), notOnlyTheWorker(see)),
    suspect(see("gateway/reach", wrongName), healthGood(see), notOnlyTheWorker(see)),
  ],
  rivals: {
    DT215: "the names are those of GitLab and healthz gives a page of GitLab",
    DT511: "names are good, dates are not",
    DT510: "names and dates are good",
    DT528: "the worker and GitLab reach different servers under this name",
    DT108: "healthz is not 200 {}: another service altogether",
  },
  remedy: [
    { do: "Use a name of the certificate in GitLab, if one resolves to the gateway; a short name or an address is the usual mistake", where: "Admin > GitLab Duo > Change configuration > Local AI gateway URL", command: "https://<name from the certificate>", expect: "health check: reachable" },
    { do: "Or issue the certificate again with this host as a subject alternative name", where: "certificate authority, then proxy or gateway", expect: "look lists the host" },
  ],
  names: (read) => ({ names: namesOf(read("gateway/reach")) }),
} satisfies Cause;
