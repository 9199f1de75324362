import { all, not, unlessSeen } from "../../core/truth.ts";
import { gatewayChats, gatewayGood, stored, used, usedFor } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

// Signs by which chat templates part turns, and a template that nobody filled in.
const marksOfTemplate = /<\|(?:im_start|im_end|eot_id|start_header_id|end_of_text|endoftext|assistant|user|system)\|>|\[\/?INST\]|<(?:start|end)_of_turn>|\{[{%]-?\s*(?:messages|bos_token|for message)\b/u;

export default {
  title: "{model} answers with text, and without its reasoning in it",
  hop: "model",
  per: "model",
  after: ["model/answers"],
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "fail", when: all(see("model/answer", (answer) => answer.thinkTags && !answer.thinkEnds), stored(see, (endpoint) => endpoint.family !== "qwen")), reason: "its reasoning fills the text" },
    { verdict: "fail", when: all(see("model/answer", (answer) => answer.thinkTags), stored(see, (endpoint) => endpoint.family !== "qwen"), unlessSeen(all(usedFor(see, /^code_/u), see("gitlab/completion", (completion) => (completion.text ?? "") !== ""))), unlessSeen(gatewayChats(see))), reason: "its reasoning stands in the text" },
    { verdict: "fail", when: all(usedFor(see, /^code_/u), see("gitlab/completion", (completion) => /<\/?think(?:ing)?>/iu.test(completion.text ?? ""))), reason: "its reasoning stands in the text of a completion" },
    { verdict: "fail", when: all(see("model/answer", (answer) => answer.spoken.outcome === "answer" && (answer.spoken.content ?? "") === "" && answer.spoken.toolCalls === 0), unlessSeen(gatewayChats(see)), unlessSeen(see("gitlab/completion", (completion) => (completion.text ?? "") !== ""))), reason: "its answer is empty" },
    { verdict: "fail", when: all(see("model/chat", (chat) => chat.first.outcome === "empty-choices"), unlessSeen(gatewayGood(see))), reason: "its answer holds no choice" },
    { verdict: "warn", when: see("model/answer", (answer) => marksOfTemplate.test(answer.spoken.content ?? "")), reason: "marks of its chat template stand in the text: template and model do not fit, or the server does not stop at the end of a turn" },
    { verdict: "pass", when: see("model/answer", () => true), reason: "text came" },
    { verdict: "pass", when: see("model/chat", (chat) => chat.first.outcome === "answer" && (chat.first.content ?? "") !== ""), reason: "text came" },
  ],
} satisfies Check;
