import { any, likely, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { bareCode, bareRefusal, chatSaid, gatewayHeard, hiddenByKey } from "../../terms/model.ts";
import { cloudSays } from "../../terms/odd-answers.ts";

export default {
  code: "DT334",
  name: "model-quota-exhausted",
  title: "The quota or the money of the account behind model {model} is used up",
  hop: "model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/not-overloaded", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(any(chatSaid(see, "quota"), see("model/chat", (chat) => chat.first.status === 429 && (chat.first.retryAfterSeconds ?? 0) >= 3600))),
    proven(gatewayHeard(see, "quota")),
    // 402 means money and nothing else.
    likely(any(bareCode(see, 402), cloudSays(see, 402))),
    suspect(any(bareCode(see, 429), cloudSays(see, 429))),
    // A LiteLLM proxy calls a budget that is used up 400.
    suspect(bareRefusal(see)),
    suspect(hiddenByKey(see, "later", "never")),
  ],
  rivals: {
    DT333: "the next minute succeeds",
    DT346: "a LiteLLM proxy has taken the deployment out of service",
  },
  remedy: [
    { do: "Look at quota and billing of the account that owns the key", where: "model provider's console", expect: "a limit at 100 % or an unpaid balance" },
    { do: "Raise the quota or top up; waiting does not help", where: "model provider's console", expect: "a one-token chat answers 200" },
  ],
} satisfies Cause;
