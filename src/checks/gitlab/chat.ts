import type { Check } from "../../facts/rules.ts";
import { chatIsEmpty } from "../../terms/gitlab.ts";

export default {
  title: "A chat question is answered",
  hop: "gateway-to-model",
  after: ["gitlab/answers", "licence/valid", "licence/user-access", "gitlab/gateway-url-set", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway/accepts-tokens", "gateway/custom-models-on", "gateway-to-model/answers", "gateway-to-model/chat-answers"],
  judge: (see) => [
    { verdict: "fail", when: chatIsEmpty(see), reason: "an answer without a word came, and no error" },
    { verdict: "pass", when: see("gitlab/chat", (chat) => chat.answered && chat.code === null && (chat.text ?? "").trim() !== ""), reason: "an answer came" },
    { verdict: "fail", when: see("gitlab/chat", (chat) => chat.accepted && (!chat.answered || chat.code !== null)), reason: "the question ended in {code}" },
    { verdict: "skip", when: see("gitlab/chat", (chat) => !chat.accepted), reason: "GitLab does not take chat questions from this account" },
  ],
  // An answer without a word is what the gateway makes of a model that said nothing; people see it as A1002.
  codes: (read) => {
    const chat = read("gitlab/chat");
    return chat?.answered === true ? [chat.code ?? "A1002"] : [];
  },
  wouldTell: { do: "Read what GitLab logged for the question", where: "GitLab node", inside: "gitlab", command: "sudo grep -a -E 'error_returned|ai_response_server' /var/log/gitlab/gitlab-rails/llm.log | tail -n 5", expect: "the status and the service that answered" },
  names: (read) => ({ code: read("gitlab/chat")?.code ?? "silence" }),
} satisfies Check;
