import { all, not } from "../../core/truth.ts";
import { gatewayBad, reached, stored, used } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "The certificate of the model server of {model} is good",
  hop: "model",
  per: "model",
  after: ["model/reachable"],
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "skip", when: stored(see, (endpoint) => endpoint.scheme === "http"), reason: "the endpoint is plain http" },
    { verdict: "pass", when: reached(see, "open"), reason: "trusted, in its dates, and for this name" },
    { verdict: "fail", when: all(reached(see, "untrusted", "expired", "not-yet-valid", "name-mismatch", "client-certificate", "not-tls"), gatewayBad(see)), reason: "the handshake with {endpointHost} fails for the worker too" },
  ],
} satisfies Check;
