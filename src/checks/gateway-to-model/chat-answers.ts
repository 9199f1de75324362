import { all, not } from "../../core/truth.ts";
import { chatFeature, gatewayGood, used, usedFor } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "A chat question at the gateway is answered by {model}",
  hop: "gateway-to-model",
  per: "model",
  after: ["gitlab-to-gateway/gitlab-reaches", "gateway/accepts-tokens", "gateway/custom-models-on", "gateway/real-models"],
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "skip", when: see("gateway/chat", (chat) => ["no-right", "crashed", "foreign", "mock"].includes(chat.outcome)), reason: "the gateway did not ask the model" },
    { verdict: "pass", when: see("gateway/chat", (chat) => chat.outcome === "answer"), reason: "words came" },
    { verdict: "skip", when: see.both("gateway/chat", "model/endpoint", (chat, endpoint) => chat.outcome === "error" && chat.about === "key" && !chat.withKey && endpoint.hasApiToken === true), reason: "the model wants its key, which duo-triage does not have" },
    { verdict: "fail", when: see("gateway/chat", (chat) => ["error", "silent", "empty", "no-answer"].includes(chat.outcome)), reason: "chat got no answer of {model}" },
    // Asked through GitLab (deep): only a code about the model counts, and only where the model serves chat.
    { verdict: "fail", when: all(usedFor(see, chatFeature), gatewayGood(see), see("gitlab/chat", (chat) => chat.code !== null && ["A1002", "A1003", "A1004", "A1005", "A1006", "A9999"].includes(chat.code))), reason: "chat through GitLab ends with an error although the model answers the gateway" },
  ],
  wouldTell: { do: "Ask the endpoint from beside the gateway, with the gateway's own trust and proxies", where: "gateway host", command: "docker exec <gateway container> python -c \"import httpx; print(httpx.get('{endpoint}/models', timeout=10).status_code)\"", expect: "the exception names the phase (refused, name, certificate); any status means that the way is good" },
} satisfies Check;
