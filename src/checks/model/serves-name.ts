import { all, any, not, unlessSeen } from "../../core/truth.ts";
import { chatAnswered, gatewayBad, gatewayGood, used } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "The model server serves {servedName}",
  hop: "model",
  per: "model",
  after: ["model/lists-models"],
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "pass", when: see("model/list", (list) => list.served === true), reason: "the name is in its list" },
    { verdict: "fail", when: all(see("model/list", (list) => list.served === false), gatewayBad(see), unlessSeen(chatAnswered(see))), reason: "{servedName} is not in its list" },
    { verdict: "pass", when: any(chatAnswered(see), gatewayGood(see)), reason: "it answers to the name" },
  ],
} satisfies Check;
