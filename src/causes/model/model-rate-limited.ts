import { any, likely, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { answersTooLate, bareCode, chatAnswered, gatewayHeard, hiddenByKey, routerReports } from "../../terms/model.ts";
import { cloudSays } from "../../terms/odd-answers.ts";
import { limitMet } from "../../terms/shapes.ts";

export default {
  code: "DT333",
  name: "model-rate-limited",
  title: "The model server of {model} refuses requests because of its rate limit",
  hop: "model",
  severity: "degraded",
  breaks: ["all"],
  explains: { codes: ["A1000", "A1001", "A1004", "A1008", "M4000"], checks: ["model/not-overloaded", "model/streams", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(see("model/chat", (chat) => (chat.first.status === 429 || chat.first.status === 413) && chat.first.about === "rate" && (chat.first.retryAfterSeconds ?? 0) < 3600)),
    proven(gatewayHeard(see, "rate")),
    // The gateway waits and asks again where it meets a limit: its late answers, and a limit that others of the worker's questions met.
    likely(answersTooLate(see), chatAnswered(see), limitMet(see)),
    suspect(any(bareCode(see, 429), cloudSays(see, 429))),
    suspect(hiddenByKey(see, "later", "never")),
  ],
  unless: (see) => routerReports(see),
  rivals: {
    DT334: "the quota is used up",
    DT346: "a LiteLLM proxy has taken the deployment out of service",
    DT342: "the server says overloaded",
  },
  remedy: [
    { do: "Read limit and wait from the headers of the answer", where: "any host that reaches the model", command: "curl -sS -D - -o /dev/null -H 'Authorization: Bearer <key>' -H 'Content-Type: application/json' -d '{\"model\":\"{servedName}\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":1}' {endpoint}/chat/completions", expect: "429 with retry-after or x-ratelimit headers" },
    { do: "Raise the limit, or spread the load over more deployments", where: "model provider", expect: "no 429 at peak time" },
  ],
} satisfies Cause;
