import { any, likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { accepted, bareCode, bareRefusal, chatFeature, chatSaid, gatewayChats, gatewayAnswers, gatewayHeard, hiddenByKey, modelUnasked, notGood, refusedWith, usedFor, windowOf, windowTooSmall } from "../../terms/model.ts";

const chatOrAgent = /^(?:duo_chat|chat|duo_agent_platform)/u;

export default {
  code: "DT343",
  name: "context-window-too-small",
  title: "The context window of model {model} is {window} tokens, too small for what GitLab sends",
  plainTitle: "The context window of model {model} is too small for what GitLab sends",
  hop: "model",
  severity: "degraded",
  breaks: ["chat", "agentic-chat", "flows"],
  explains: { codes: ["A1004", "A1005", "A1008"], checks: ["model/window", "model/takes-chat-shape", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(usedFor(see, chatOrAgent), windowTooSmall(see), unlessSeen(gatewayChats(see))),
    proven(usedFor(see, chatOrAgent), see("model/shapes", (shapes) => shapes.whole?.outcome !== "answer" && accepted(shapes.plain) === true && refusedWith(shapes.longAnswer) === true && (shapes.longAnswer?.about === "window" || shapes.whole?.about === "window")), unlessSeen(gatewayChats(see))),
    proven(gatewayHeard(see, "window")),
    proven(chatSaid(see, "window"), notGood(see)),
    likely(usedFor(see, chatFeature), gatewayAnswers(see), see("gitlab/chat", (chat) => chat.code === "A1005")),
    suspect(any(bareRefusal(see), bareCode(see, 422))),
    suspect(see("gateway/chat", (chat) => chat.outcome === "silent"), modelUnasked(see)),
    suspect(hiddenByKey(see, "fast")),
  ],
  rivals: {
    DT344: "Ollama cuts the prompt silently",
    DT352: "the refusal is about the last turn",
    DT353: "the refusal names `stop`",
    DT350: "the refusal is about the template",
    DT351: "the refusal is about roles",
    DT355: "the refusal names a parameter",
    DT347: "a proxy refuses large bodies",
  },
  remedy: [
    { do: "See the window in force", where: "any host that reaches the model", command: "curl -sS -H 'Authorization: Bearer <key>' {endpoint}/models", expect: "data[].max_model_len or data[].meta.n_ctx" },
    { do: "Raise it as far as the GPU's memory allows; 32768 or more for agents", where: "model host", command: "vllm serve <model> --max-model-len 32768", expect: "the start-up log says `Maximum concurrency` of at least 1x", risk: "more memory per request; the server refuses to start if it does not fit" },
    { do: "Or ask for shorter answers", where: "gateway container's environment", command: "AIGW_DUO_CHAT__MAX_TOKENS=2048", expect: "chat answers", risk: "answers are shorter; the container is recreated" },
  ],
  names: (read) => {
    const list = read("model/list");
    const endpoint = read("model/endpoint");
    return { window: list === undefined || endpoint === undefined ? undefined : windowOf(list, endpoint) };
  },
} satisfies Cause;
