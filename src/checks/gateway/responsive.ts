import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { tokensAccepted } from "../../terms/gateway.ts";

const quickest = (times: readonly number[] | undefined): number | undefined => (times === undefined || times.length === 0 ? undefined : Math.round(Math.min(...times)));

export default {
  title: "The gateway answers quickly",
  hop: "gateway",
  after: ["gitlab-to-gateway/health"],
  judge: (see) => [
    { verdict: "fail", when: see("gateway/health", (value) => value.good && value.firstByteMs.length >= 4 && value.firstByteMs.filter((ms) => ms > 1000).length * 2 > value.firstByteMs.length), reason: "its health route is slow again and again" },
    { verdict: "fail", when: all(see("gateway/junk-token", (value) => value.first.ms >= 6000 && value.state === "keys" && value.second !== null && value.second.ms < 1000), tokensAccepted(see)), reason: "the first request with a token had to wait {seconds} s" },
    { verdict: "warn", when: all(see("gateway/junk-token", (value) => value.first.ms >= 2000 && value.state === "keys" && value.second !== null && value.second.ms < 1000), tokensAccepted(see)), reason: "the first request with a token had to wait {seconds} s, as after a start" },
    { verdict: "pass", when: see("gateway/health", (value) => value.good), reason: "health in {ms} ms" },
  ],
  wouldTell: { do: "Measure requests in flight and CPU of the gateway", where: "gateway metrics port", command: "curl -s http://{gatewayHost}:8082/metrics | grep model_inferences_in_flight", expect: "under about 40 for 2 CPU and 8 GB" },
  names: (read) => ({ ms: quickest(read("gateway/health")?.firstByteMs), seconds: Math.round((read("gateway/junk-token")?.first.ms ?? 0) / 1000) }),
} satisfies Check;
