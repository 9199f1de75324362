import { any, likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { bareCode, gatewayHeard, gatewayMeetsDead, hiddenByKey, modelUnasked, notGood, sound } from "../../terms/model.ts";
import { endsBeforeHttp, refusedBehindRouter } from "../../terms/odd-answers.ts";

export default {
  code: "DT345",
  name: "model-router-upstream-broken",
  title: "The LiteLLM proxy at {endpointHost} is healthy, but the model server behind it is not: {text}",
  plainTitle: "The LiteLLM proxy is healthy, but the model server behind it is not",
  hop: "model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1000", "A1001", "A1004", "A1008", "M4000"], checks: ["model/key-accepted", "model/not-overloaded", "model/takes-chat-shape", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(see("model/chat", (chat) => chat.first.outcome !== "answer" && chat.first.throughRouter && chat.first.about !== "cooldown"), notGood(see)),
    proven(see("gateway/chat", (chat) => chat.outcome === "error" && chat.throughRouter && chat.about !== "cooldown"), notGood(see)),
    likely(refusedBehindRouter(see), notGood(see)),
    suspect(any(gatewayMeetsDead(see), bareCode(see, 503)), modelUnasked(see), sound(see), unlessSeen(see("model/server", (server) => server.product !== "litellm" && server.product !== "unknown")), unlessSeen(endsBeforeHttp(see)), unlessSeen(gatewayHeard(see, "no-connection"))),
    // After the first refusal from behind the router sets its deployments aside and says 429, which is tried again.
    suspect(hiddenByKey(see, "fast", "later", "slow", "never")),
  ],
  rivals: {
    DT346: "the proxy has taken the deployment out of service",
    DT324: "the proxy's own list lacks the name",
    DT330: "the proxy wants a key",
    DT301: "the proxy itself does not answer",
  },
  remedy: [
    { do: "Read what stands before `Received Model Group` and mend that on the server behind the proxy", where: "LiteLLM proxy's log", expect: "the upstream's own error" },
    { do: "Ask the upstream from the proxy's host", where: "host of the LiteLLM proxy", command: "curl -sS -m 5 -o /dev/null -w '%{http_code}\\n' <api_base>/models", expect: "200 or 401" },
    { do: "Correct api_base, model or api_key of the entry and restart the proxy", where: "LiteLLM proxy's config.yaml", expect: "a one-token chat answers 200", risk: "requests through the proxy are cut for seconds" },
  ],
  names: (read) => ({ text: read("model/chat")?.first.said ?? read("gateway/chat")?.said ?? undefined }),
} satisfies Cause;
