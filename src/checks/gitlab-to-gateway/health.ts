import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { gitlabReaches, gitlabWorks } from "../../terms/network.ts";

function seenAt(value: FactValues["gateway/health"] | undefined): string | undefined {
  const result = value?.unverified ?? value?.result;
  if (result === undefined) return undefined;
  return result.kind === "failure" ? result.reason.replaceAll("-", " ") : `${result.status}${value?.form === "redirect" ? " (redirect)" : value?.form === "html" ? " (a page)" : ""}`;
}

export default {
  title: "A gateway answers at the address that GitLab uses",
  hop: "gitlab-to-gateway",
  after: ["gitlab-to-gateway/worker-reaches"],
  judge: (see) => [
    { verdict: "pass", when: see("gateway/health", (value) => value.good), reason: "/monitoring/healthz is 200 {}" },
    { verdict: "skip", when: all(see("gateway/health", (value) => !value.good), gitlabWorks(see)), reason: "the worker does not get it, but GitLab does" },
    { verdict: "skip", when: all(see("gateway/health", (value) => value.result.kind === "failure"), gitlabReaches(see)), reason: "the worker gets no answer, but GitLab does" },
    { verdict: "fail", when: see("gateway/health", (value) => !value.good), reason: "{seen} instead of 200 {}" },
  ],
  wouldTell: { do: "Ask the gateway for its health from the GitLab node", where: "GitLab node", inside: "gitlab", command: "curl -sv {gatewayUrl}/monitoring/healthz", expect: "200 and {}; otherwise the phase at which it ends names the fault" },
  names: (read) => ({ seen: seenAt(read("gateway/health")) }),
} satisfies Check;
