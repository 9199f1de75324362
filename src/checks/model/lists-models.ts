import { all, not } from "../../core/truth.ts";
import { gatewayBad, used } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "The model server of {model} lists its models at the endpoint",
  hop: "model",
  per: "model",
  after: ["model/reachable"],
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "pass", when: see("model/list", (list) => list.stored.state === "list" || list.stored.state === "key-wanted"), reason: "it answers as an OpenAI-compatible server" },
    { verdict: "fail", when: all(see("model/list", () => true), gatewayBad(see)), reason: "no list of models comes from {endpoint}/models" },
    { verdict: "skip", when: see("model/list", () => true), reason: "no list comes, and the gateway does not need one" },
  ],
} satisfies Check;
