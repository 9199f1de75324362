import { not } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { disagreement } from "../../terms/beside.ts";
import { used } from "../../terms/model.ts";

export default {
  title: "Worker and gateway meet the same at {model}",
  hop: "gateway-to-model",
  per: "model",
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "warn", when: disagreement.proxy(see), reason: "proxy: the worker gets through directly, the gateway is sent to a proxy and gets no answer" },
    { verdict: "warn", when: disagreement.name(see), reason: "split DNS: {endpointHost} leads the gateway elsewhere than the worker, or nowhere" },
    { verdict: "warn", when: disagreement.inspection(see), reason: "TLS inspection or another server: the gateway is shown another certificate than the worker" },
    { verdict: "warn", when: disagreement.trust(see), reason: "trust store: both are shown the same certificate, and the gateway's certificates do not lead to its issuer" },
    { verdict: "warn", when: disagreement.firewall(see), reason: "firewall: the same address takes the worker's connection and not the gateway's" },
    { verdict: "pass", when: see.both("model/inside", "model/reach", ({ way }, reach) => (way.status !== null) === (reach.state === "open")), reason: "the way is the same for both" },
  ],
} satisfies Check;
