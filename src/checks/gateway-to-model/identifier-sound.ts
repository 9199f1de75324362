import { not } from "../../core/truth.ts";
import { gatewayGood, stored, used } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "The identifier of {model} begins with a provider that the gateway knows",
  hop: "gateway-to-model",
  per: "model",
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "pass", when: gatewayGood(see), reason: "the gateway uses it" },
    { verdict: "fail", when: stored(see, (endpoint) => !endpoint.providerKnown || endpoint.identifierTooLong), reason: "{identifier} begins with nothing that LiteLLM takes as a provider" },
    { verdict: "pass", when: stored(see, (endpoint) => endpoint.providerKnown), reason: "its provider is known" },
  ],
} satisfies Check;
