import { likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { chatFeature, gatewayChats, gatewayAnswers, gatewayHeard, hiddenByKey, modelUnasked, stored, usedFor } from "../../terms/model.ts";
import { shapeRefused } from "../../terms/shapes.ts";

export default {
  code: "DT353",
  name: "stop-refused",
  title: "Model {model} refuses the parameter `stop`, which the prompts of family {family} send",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["chat", "code-generation"],
  explains: { codes: ["A1004", "M4000"], checks: ["model/takes-chat-shape", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers"] },
  per: "model",
  proof: (see) => [
    proven(shapeRefused(see, "stop"), unlessSeen(gatewayChats(see))),
    proven(gatewayHeard(see, "stop")),
    likely(stored(see, (endpoint) => endpoint.family !== "gpt" && /gpt-?5|\bo[134]\b/iu.test(endpoint.servedName ?? "")), gatewayAnswers(see), see("gitlab/chat", (chat) => chat.code === "A1004")),
    suspect(usedFor(see, chatFeature), gatewayAnswers(see), modelUnasked(see), see("gitlab/chat", (chat) => chat.code === "A1004" && chat.ms < 25_000)),
    suspect(hiddenByKey(see, "fast")),
  ],
  rivals: {
    DT355: "another parameter is refused, in the connection check too",
    DT352: "the refusal is about the last turn",
    DT354: "the refusal names stream_options",
  },
  remedy: [
    { do: "For GPT-5 and other reasoning models set family `gpt`, whose prompts send no stop", where: "Admin > GitLab Duo > Configure models > {model} > Model family", expect: "chat answers" },
    { do: "Or let a LiteLLM proxy in between drop what the model does not know", where: "LiteLLM proxy", command: "litellm_settings: { drop_params: true }", expect: "chat answers", risk: "the model may write beyond the place where it should stop" },
  ],
} satisfies Cause;
