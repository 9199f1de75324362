import { likely, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { failsUnseen } from "../../terms/gitlab.ts";
import { fromGitlab, gitlabMeets, gitlabWorks, healthGood } from "../../terms/network.ts";

/** What programs on the worker get and what the DNS server says have no address in common. */
function answersDiffer(value: FactValues["gateway/reach"]): boolean | undefined {
  if (value.dns === null || value.dns.kind === "failure") return undefined;
  const direct = [...(value.dns.a ?? []), ...(value.dns.aaaa ?? [])];
  if (direct.length === 0 || value.dns.system.length === 0) return undefined;
  return !value.dns.system.some((address) => direct.includes(address));
}

function addressesOf(value: FactValues["gateway/reach"] | undefined): string | undefined {
  return value?.dns?.kind === "answer" ? `the worker gets ${value.dns.system.slice(0, 3).join(", ")}` : undefined;
}

export default {
  code: "DT528",
  name: "split-dns",
  title: "The name {gatewayHost} means one address to GitLab and another to the others: {addresses}",
  plainTitle: "The name of the gateway means one address to GitLab and another to the others",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/gitlab-reaches", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    likely(healthGood(see), see("gateway/reach", answersDiffer), gitlabMeets(see, "refused", "timeout", "silent", "certificate", "reset", "other"), fromGitlab(see)),
    suspect(healthGood(see), fromGitlab(see), see("gateway/reach", (value) => !value.literal), gitlabMeets(see, "refused", "reset", "other"), unlessSeen(gitlabWorks(see))),
    suspect(failsUnseen(see), see("gateway/reach", (value) => !value.literal)),
  ],
  rivals: {
    DT501: "host probe text is a name error: GitLab gets no address at all",
    DT503: "same address on both sides, connect times out from GitLab only",
    DT520: "GitLab uses a proxy, whose own resolver decides",
    DT513: "same address, other certificate issuer",
    DT921: "the wrong address is the worker's; host probe says reachable",
  },
  remedy: [
    { do: "Compare the answers", where: "GitLab node, gateway host, worker", command: "getent ahosts <host>", expect: "the same address everywhere, the one of the gateway" },
    { do: "Correct the wrong zone, view or hosts entry", where: "DNS, or hosts file of the node that differs", expect: "one answer" },
    { do: "Or use a name that exists in one zone only", where: "Admin > GitLab Duo > Change configuration > Local AI gateway URL", expect: "health check: reachable" },
  ],
  names: (read) => ({ addresses: addressesOf(read("gateway/reach")) }),
} satisfies Cause;
