import { all, not } from "../../core/truth.ts";
import { agentFeature, chatAnswered, refusedWith, used, usedFor } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";

const cutOff = ({ result }: FactValues["model/tools"]["auto"]): boolean => result.kind === "failure" && ["closed", "reset"].includes(result.reason);

export default {
  title: "{model} can call tools, where agents use it",
  hop: "model",
  per: "model",
  after: ["model/answers"],
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "skip", when: not(usedFor(see, agentFeature)), reason: "no agent feature uses model {model}" },
    { verdict: "fail", when: see("model/tools", (tools) => tools.auto.outcome === "answer" && refusedWith(tools.any) === true && see.reported.some((code) => code === "A1007" || code === "A1008")), reason: "`tool_choice: any` is refused" },
    { verdict: "fail", when: see.both("model/tools", "model/agent-turns", (tools, turns) => turns.rawMarkup && !tools.rawMarkup), reason: "streamed, the call stands as text in the answer" },
    { verdict: "pass", when: see("model/tools", (tools) => tools.auto.toolCalls > 0), reason: "the tool was called" },
    { verdict: "fail", when: all(see("model/tools", (tools) => refusedWith(tools.auto) === true || tools.rawMarkup), chatAnswered(see)), reason: "a chat with a tool is refused, or the call stands as text in the answer" },
    { verdict: "fail", when: all(see("model/tools", ({ auto, required }) => cutOff(auto) && (required === null || cutOff(required))), chatAnswered(see)), reason: "plain chats are answered, and the connection ends where a chat has a tool" },
    { verdict: "pass", when: see("model/tools", (tools) => (tools.required?.toolCalls ?? 0) > 0), reason: "a chat with a tool is accepted; the model called it only when it had to" },
    { verdict: "pass", when: see("model/tools", (tools) => tools.auto.outcome === "answer"), reason: "a chat with a tool is accepted" },
  ],
} satisfies Check;
