import { any, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { answersTooLate, bareCode, chatSaid, gatewayHeard, gatewayMeetsSilence, hiddenByKey, modelUnasked, notGood, reached } from "../../terms/model.ts";
import { cloudSays, gatewayStumbles } from "../../terms/odd-answers.ts";

export default {
  code: "DT342",
  name: "model-overloaded",
  title: "The model server of {model} is overloaded: {waiting} requests are waiting, its cache is {fill} full",
  plainTitle: "The model server of {model} is overloaded",
  hop: "model",
  severity: "degraded",
  breaks: ["all"],
  explains: { codes: ["A1000", "A1001", "A1004", "A1008"], checks: ["model/not-overloaded", "model/streams", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(see("model/metrics", (metrics) => metrics.overloaded)),
    proven(any(chatSaid(see, "overloaded"), gatewayHeard(see, "overloaded"))),
    suspect(any(bareCode(see, 503), bareCode(see, 429), cloudSays(see, 429, 503)), unlessSeen(see("model/metrics", () => true))),
    suspect(gatewayStumbles(see)),
    suspect(gatewayMeetsSilence(see), modelUnasked(see), unlessSeen(see("model/metrics", () => true)), unlessSeen(reached(see, "refused", "name-not-found"))),
    suspect(any(answersTooLate(see), hiddenByKey(see, "slow", "never")), unlessSeen(see("model/metrics", () => true))),
    suspect(reached(see, "open"), see("model/chat", (chat) => chat.first.outcome === "no-answer" && chat.first.ms >= 25_000), unlessSeen(see("model/metrics", () => true)), notGood(see)),
  ],
  rivals: {
    DT341: "nothing waits and a single request is slow",
    DT333: "the refusal is about a rate",
    DT302: "the 503 says loading",
  },
  remedy: [
    { do: "Look at queue and cache while users complain; send no load of your own", where: "model host", command: "curl -sS http://127.0.0.1:{endpointPort}/metrics | grep -E 'num_requests_(running|waiting)|cache_usage_perc|preemptions'", expect: "waiting 0, cache below 0.85" },
    { do: "Tune or add: --max-num-seqs, --max-num-batched-tokens, more GPUs, a second replica", where: "model host", expect: "waiting stays at 0 at peak time", risk: "a restart takes the load time of the model" },
  ],
  names: (read) => {
    const seen = read("model/metrics")?.second;
    return { waiting: seen?.waiting ?? undefined, fill: seen?.cache === null || seen?.cache === undefined ? undefined : `${Math.round(seen.cache * 100)} %` };
  },
} satisfies Cause;
