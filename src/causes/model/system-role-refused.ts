import { all, any, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { accepted, bareCode, bareRefusal, chatAnswered, chatSaid, gatewayBad, gatewayHeard, hiddenByKey, notGood, refusedWith } from "../../terms/model.ts";

export default {
  code: "DT351",
  name: "system-role-refused",
  title: "The chat template of model {model} refuses system messages or the order of roles that the gateway sends",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["chat", "code-generation", "agentic-chat", "flows"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/takes-chat-shape", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(see("model/shapes", (shapes) => accepted(shapes.plain) === true && refusedWith(shapes.system) === true), notGood(see)),
    proven(see("model/template", (template) => template.state === "roles-refused"), notGood(see)),
    proven(any(chatSaid(see, "roles"), all(gatewayHeard(see, "roles"), gatewayBad(see))), unlessSeen(chatAnswered(see)), notGood(see)),
    suspect(any(bareRefusal(see), bareCode(see, 422))),
    suspect(hiddenByKey(see, "fast")),
  ],
  rivals: {
    DT350: "a chat with a user turn alone is refused too",
    DT352: "only a trailing assistant turn is refused",
    DT355: "the refusal names a parameter",
    DT327: "another family would send other turns",
  },
  remedy: [
    { do: "Serve the model with a template that accepts a system turn", where: "model host", command: "vllm serve <model> --chat-template <file>.jinja", expect: "GitLab's connection check of the model is good", risk: "the restart takes the load time" },
    { do: "Or take a newer edition of the model: early Gemma templates know no system role", where: "model host", expect: "GitLab's connection check of the model is good" },
  ],
} satisfies Cause;
