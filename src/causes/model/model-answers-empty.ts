import { ifSeen, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { chatIsEmpty } from "../../terms/gitlab.ts";
import { chatFeature, modelUnasked, notGood, used, usedFor } from "../../terms/model.ts";
import { gatewayStumbles } from "../../terms/odd-answers.ts";

export default {
  code: "DT367",
  name: "model-answers-empty",
  title: "Model {model} answers with empty text (finish reason {reason})",
  plainTitle: "Model {model} answers with empty text",
  hop: "model",
  severity: "degraded",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A1002", "A9999"], checks: ["model/clean-answer", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers", "gitlab/chat"] },
  per: "model",
  proof: (see) => [
    proven(see("model/answer", (answer) => answer.spoken.outcome === "answer" && (answer.spoken.content ?? "") === "" && answer.spoken.toolCalls === 0 && answer.spoken.finishReason === "length"), used(see), unlessSeen(see("gateway/chat", (chat) => chat.outcome === "answer")), unlessSeen(see("gitlab/completion", (completion) => (completion.text ?? "") !== ""))),
    proven(see("model/answer", (answer) => answer.spoken.outcome === "answer" && (answer.spoken.content ?? "") === "" && answer.spoken.toolCalls === 0 && !answer.spoken.reasoning), used(see)),
    proven(see("model/chat", (chat) => chat.first.outcome === "empty-choices"), notGood(see)),
    proven(see("gateway/chat", (chat) => chat.outcome === "empty")),
    suspect(gatewayStumbles(see)),
    suspect(see("gateway/chat", (chat) => chat.outcome === "silent"), modelUnasked(see)),
    suspect(usedFor(see, chatFeature), ifSeen(chatIsEmpty(see)), unlessSeen(see("model/answer", (answer) => (answer.spoken.content ?? "") !== ""))),
  ],
  rivals: {
    DT360: "without streaming there is text",
    DT327: "only code completion is empty",
    DT365: "the text is there and begins with `<think>`",
  },
  remedy: [
    { do: "Switch thinking off or down for this server, or use an edition without it", where: "model host", expect: "content is not empty at max_tokens 128" },
    { do: "For code completion assign a model made for it: the gateway asks for 48 to 128 tokens", where: "Admin > GitLab Duo > Configure models > AI-native features", expect: "choices[0].text is not empty" },
  ],
  names: (read) => ({ reason: read("model/answer")?.spoken.finishReason ?? undefined }),
} satisfies Cause;
