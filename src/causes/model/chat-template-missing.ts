import { any, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { bareCode, bareRefusal, chatSaid, gatewayHeard, hiddenByKey, notGood } from "../../terms/model.ts";

export default {
  code: "DT350",
  name: "chat-template-missing",
  title: "Model {model} has no chat template, so the model server refuses every chat request",
  hop: "model",
  severity: "outage",
  breaks: ["chat", "code-generation", "agentic-chat", "flows"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/takes-chat-shape", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(any(see("model/template", (template) => template.state === "missing"), chatSaid(see, "template"), gatewayHeard(see, "template")), notGood(see)),
    suspect(any(bareRefusal(see), bareCode(see, 422))),
    suspect(hiddenByKey(see, "fast")),
  ],
  rivals: {
    DT351: "a chat without a system turn is answered",
    DT355: "the refusal names a parameter",
    DT324: "the server does not know the name",
    DT325: "the refusal comes from the gateway itself",
  },
  remedy: [
    { do: "Use the instruct or chat edition of the model", where: "model host", expect: "POST /tokenize with messages answers 200" },
    { do: "Or give vLLM a template file", where: "model host", command: "vllm serve <model> --served-model-name {servedName} --chat-template chat_template.jinja", expect: "a one-token chat answers 200", risk: "a template of another model gives poor answers; the restart takes the load time" },
  ],
} satisfies Cause;
