import { all, not, unlessSeen } from "../../core/truth.ts";
import { chatAnswered, gatewayGood, used } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "The model server of {model} has room for a request",
  hop: "model",
  per: "model",
  after: ["model/reachable"],
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "fail", when: see("model/metrics", (metrics) => metrics.overloaded), reason: "{waiting} requests are waiting" },
    { verdict: "fail", when: all(see("model/chat", (chat) => chat.first.status === 429 || chat.first.status === 529 || chat.first.about === "overloaded"), unlessSeen(gatewayGood(see))), reason: "it refuses requests: {said}" },
    { verdict: "pass", when: see("model/metrics", () => true), reason: "nothing waits" },
    { verdict: "pass", when: chatAnswered(see), reason: "it answered at once" },
  ],
  names: (read) => ({ waiting: read("model/metrics")?.second.waiting ?? undefined, said: read("model/chat")?.first.said ?? undefined }),
} satisfies Check;
