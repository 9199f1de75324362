import { likely, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { chatFeature, gatewayAnswers, stored, usedFor } from "../../terms/model.ts";

export default {
  code: "DT366",
  name: "model-too-weak",
  title: "Model {model} does not follow the form that GitLab's prompts ask for, so chat finds no final answer",
  hop: "model",
  severity: "degraded",
  breaks: ["chat", "agentic-chat", "flows"],
  explains: { codes: ["A1002", "A1006", "A6000", "A9999", "M4001"], checks: ["gitlab/chat"] },
  per: "model",
  proof: (see) => [
    likely(usedFor(see, chatFeature), gatewayAnswers(see), see("gitlab/chat", (chat) => chat.code !== null && ["A1006", "A6000", "M4001"].includes(chat.code)), stored(see, (endpoint) => endpoint.family === "general"), unlessSeen(see("model/answer", (answer) => answer.thinkTags))),
  ],
  rivals: {
    DT327: "the family does not fit the served model",
    DT344: "Ollama cuts the prompt",
    DT365: "the answers hold `<think>`",
  },
  remedy: [
    { do: "Assign a model that GitLab supports for this feature", where: "Admin > GitLab Duo > Configure models > AI-native features", expect: "chat answers a question about an issue" },
    { do: "Start a new thread; long ones make it worse", where: "Duo Chat", command: "/new", expect: "an answer" },
  ],
} satisfies Cause;
