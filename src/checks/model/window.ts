import { all, any, not } from "../../core/truth.ts";
import { accepted, gatewayChats, refusedWith, used, usedFor, windowOf, windowTooSmall } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "The context window of {model} is large enough for what uses it",
  hop: "model",
  per: "model",
  after: ["model/answers"],
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "fail", when: see("model/long-prompt", (prompt) => prompt.cut), reason: "it reads {window} tokens of a longer prompt and says nothing" },
    { verdict: "pass", when: gatewayChats(see), reason: "chat through the gateway works" },
    { verdict: "fail", when: all(usedFor(see, /^(?:duo_chat|chat|duo_agent_platform)/u), any(windowTooSmall(see), see("model/shapes", (shapes) => accepted(shapes.plain) === true && refusedWith(shapes.longAnswer) === true && (shapes.longAnswer?.about === "window" || shapes.whole?.about === "window")))), reason: "it is too small for the prompts of chat" },
    { verdict: "fail", when: all(used(see), see("model/loaded", (loaded) => (loaded.window === null ? undefined : loaded.window < 8192))), reason: "Ollama cuts prompts at {window} tokens" },
    { verdict: "pass", when: see.both("model/list", "model/endpoint", (list, endpoint) => windowOf(list, endpoint) !== undefined), reason: "{window} tokens" },
    { verdict: "pass", when: see("model/long-prompt", (prompt) => prompt.spoken.outcome === "answer" && prompt.counted !== null && prompt.counted >= prompt.words), reason: "a long prompt is read whole" },
    { verdict: "pass", when: see("model/shapes", (shapes) => shapes.whole?.outcome === "answer"), reason: "a long answer is accepted" },
  ],
  names: (read) => {
    const list = read("model/list");
    const endpoint = read("model/endpoint");
    return { window: (read("model/long-prompt")?.cut === true ? read("model/long-prompt")?.counted : undefined) ?? read("model/loaded")?.window ?? (list === undefined || endpoint === undefined ? undefined : windowOf(list, endpoint)) };
  },
} satisfies Check;
