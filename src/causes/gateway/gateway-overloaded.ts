import { likely, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { standsStill } from "../../terms/gateway.ts";

const slowMs = 1000;
/** Most of several health answers in a row were slow, so it is no single freeze. */
const slowAgain = (times: readonly number[]): boolean => times.length >= 4 && times.filter((ms) => ms > slowMs).length * 2 > times.length;

function secondsOf(times: readonly number[] | undefined): string | undefined {
  const sorted = [...(times ?? [])].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  return middle === undefined ? undefined : (middle / 1000).toFixed(1);
}

export default {
  code: "DT216",
  name: "gateway-overloaded",
  title: "The gateway answers slowly: even its health route takes {seconds} s",
  plainTitle: "The gateway answers slowly: even its health route takes seconds",
  hop: "gateway",
  severity: "degraded",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A1000", "A9999"], checks: ["gateway/responsive", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health"] },
  proof: (see) => [
    likely(see("gateway/health", (value) => value.good && slowAgain(value.firstByteMs)), unlessSeen(see("gitlab/discovery", (value) => value.atRoot.result.timings.total > 1000))),
    suspect(standsStill(see)),
  ],
  rivals: {
    DT243: "one freeze of 10-20 s on a cold process, then quick again: a blocking key fetch",
    DT253: "same single freeze, and afterwards tokens of GitLab are accepted",
    DT209: "process start time jumps",
    DT521: "the proxy answers 504 HTML",
  },
  remedy: [
    { do: "Measure load: requests in flight and CPU", where: "gateway metrics port", command: "curl -s http://{gatewayHost}:8082/metrics | grep model_inferences_in_flight", expect: "under about 40 for 2 CPU and 8 GB, about 160 for 8 CPU and 32 GB" },
    { do: "Give it more CPU and memory, or more replicas; plan about 7 requests per second for 1,000 users", where: "container definition", expect: "healthz well under 1 s" },
    { do: "Rule out that calls pile up because the model is slow", where: "duo-triage", command: "/duo check {stack} model", expect: "time to first token well under 30 s", risk: "more replicas mean one key cache each (DT252)" },
  ],
  names: (read) => ({ seconds: secondsOf(read("gateway/health")?.firstByteMs) }),
} satisfies Cause;
