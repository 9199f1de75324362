import { all, not } from "../../core/truth.ts";
import { comesBack, gatewayBad, outOfReach, reached, used } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

const certificate: readonly string[] = ["untrusted", "expired", "not-yet-valid", "name-mismatch", "client-certificate"];

export default {
  title: "The way to the model server of {model} is open",
  hop: "model",
  per: "model",
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "fail", when: comesBack(see), reason: "{endpointHost}:{endpointPort} refused a connection and took one seconds later: it comes and goes" },
    { verdict: "pass", when: reached(see, "open"), reason: "connection and handshake succeed from the worker" },
    { verdict: "fail", when: all(see("model/reach", (reach) => !certificate.includes(reach.state) && !outOfReach.includes(reach.state)), gatewayBad(see)), reason: "the worker cannot reach {endpointHost}:{endpointPort} either" },
    { verdict: "pass", when: see("model/reach", (reach) => certificate.includes(reach.state)), reason: "the port is open, only trust fails" },
    { verdict: "skip", when: see("model/reach", () => true), reason: "the worker cannot reach it, which says nothing of the gateway's way" },
  ],
} satisfies Check;
