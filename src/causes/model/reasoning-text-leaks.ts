import { all, proven, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { chatFeature, gatewayChats, stored, used, usedFor } from "../../terms/model.ts";

export default {
  code: "DT365",
  name: "reasoning-text-leaks",
  title: "Model {model} writes its reasoning (`<think>`) into its answers, and users see it",
  hop: "model",
  severity: "degraded",
  breaks: ["chat", "code-completion", "code-generation", "agentic-chat", "flows"],
  explains: { codes: ["A1002", "A1006", "M4001"], checks: ["model/clean-answer", "gateway-to-model/completion-answers"] },
  per: "model",
  proof: (see) => [
    proven(usedFor(see, /^code_/u), see("gitlab/completion", (completion) => /<\/?think(?:ing)?>/iu.test(completion.text ?? ""))),
    proven(see("gitlab/chat", (chat) => /<\/?think(?:ing)?>/iu.test(chat.text ?? "")), usedFor(see, chatFeature)),
    proven(see("model/answer", (answer) => answer.thinkTags && !answer.thinkEnds), stored(see, (endpoint) => endpoint.family !== "qwen"), used(see)),
    // The gateway drops reasoning from completions; chat and agents show the whole text, unless they were seen not to.
    proven(usedFor(see, /^(?:duo_chat|chat|duo_agent_platform)/u), see("model/answer", (answer) => answer.thinkTags), stored(see, (endpoint) => endpoint.family !== "qwen"), unlessSeen(gatewayChats(see))),
    // Reasoning that ends may be dropped on the way: what users were really given counts, where it was seen.
    proven(see("model/answer", (answer) => answer.thinkTags), stored(see, (endpoint) => endpoint.family !== "qwen"), used(see), unlessSeen(all(usedFor(see, /^code_/u), see("gitlab/completion", (completion) => (completion.text ?? "") !== ""))), unlessSeen(gatewayChats(see))),
  ],
  rivals: {
    DT327: "the model is a Qwen and its family is another one",
    DT367: "the reasoning is in its own field and the text is empty",
  },
  remedy: [
    { do: "Let the server put the reasoning into its own field", where: "model host", command: "vllm serve <model> --reasoning-parser <parser of the model>", expect: "message.content has no `<think>`", risk: "the restart takes the load time" },
    { do: "Or switch thinking off in the model's template, or set family `qwen` for a Qwen model", where: "Admin > GitLab Duo > Configure models > {model} > Model family", expect: "answers without `<think>`" },
  ],
} satisfies Cause;
