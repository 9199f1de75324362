import { all, not, unlessSeen } from "../../core/truth.ts";
import { chatAnswered, gatewayGood, used } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "{model} answers a one-token chat of the worker",
  hop: "model",
  per: "model",
  after: ["model/reachable"],
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "pass", when: chatAnswered(see), reason: "it speaks" },
    { verdict: "fail", when: all(see("model/chat", (chat) => chat.first.outcome !== "answer"), unlessSeen(gatewayGood(see))), reason: "it does not answer: {said}" },
    { verdict: "skip", when: see("model/chat", () => true), reason: "it does not answer the worker, and answers the gateway" },
  ],
  names: (read) => ({ said: read("model/chat")?.first.said ?? `status ${read("model/chat")?.first.status ?? 0}` }),
} satisfies Check;
