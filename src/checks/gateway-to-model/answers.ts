import { all, not } from "../../core/truth.ts";
import { gatewayBad, gatewayGood, gatewayMeetsDead, sound, used } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "The gateway gets an answer from {model}",
  hop: "gateway-to-model",
  per: "model",
  after: ["gitlab-to-gateway/gitlab-reaches", "gateway/accepts-tokens", "gateway/custom-models-on", "gateway/real-models"],
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "pass", when: gatewayGood(see), reason: "the model answers the gateway" },
    { verdict: "fail", when: gatewayBad(see), reason: "the gateway gets no usable answer from {model}" },
    { verdict: "fail", when: all(gatewayMeetsDead(see), sound(see)), reason: "the gateway gets no usable answer from {model}" },
  ],
  wouldTell: { do: "Ask the endpoint from beside the gateway, with the gateway's own trust and proxies", where: "gateway host", command: "docker exec <gateway container> python -c \"import httpx; print(httpx.get('{endpoint}/models', timeout=10).status_code)\"", expect: "the exception names the phase (refused, name, certificate); any status means that the way is good" },
} satisfies Check;
