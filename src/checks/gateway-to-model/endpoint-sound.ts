import { any, not } from "../../core/truth.ts";
import { gatewayGood, stored, used } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "The endpoint of {model} is an address that the gateway can use",
  hop: "gateway-to-model",
  per: "model",
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "pass", when: any(gatewayGood(see), stored(see, (endpoint) => endpoint.endpointIgnored)), reason: "the gateway uses it" },
    { verdict: "fail", when: stored(see, (endpoint) => endpoint.problems.length > 0 && (endpoint.droppedByGateway || endpoint.problems.some((problem) => problem !== "blanks" && problem !== "empty"))), reason: "{endpoint} is nothing that the gateway can call" },
    { verdict: "pass", when: stored(see, (endpoint) => endpoint.endpoint !== null), reason: "scheme, host and port are there" },
  ],
} satisfies Check;
