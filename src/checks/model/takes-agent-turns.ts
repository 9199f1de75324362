import { not } from "../../core/truth.ts";
import { agentFeature, refusedWith, used, usedFor } from "../../terms/model.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "{model} takes the turn after a tool's answer",
  hop: "model",
  per: "model",
  after: ["model/tools"],
  judge: (see) => [
    { verdict: "skip", when: not(used(see)), reason: "no feature uses model {model}" },
    { verdict: "skip", when: not(usedFor(see, agentFeature)), reason: "no agent feature uses model {model}" },
    { verdict: "warn", when: see("model/agent-turns", ({ answered }) => refusedWith(answered) === true && answered !== null && ![401, 403, 408, 429].includes(answered.status) && answered.status < 500 && answered.about !== "window"), reason: "it calls a tool and then refuses the tool's answer: {said}" },
    { verdict: "pass", when: see("model/agent-turns", ({ answered }) => (answered === null ? undefined : answered.outcome === "answer")), reason: "the conversation goes on" },
  ],
  names: (read) => ({ said: read("model/agent-turns")?.answered?.said ?? undefined }),
} satisfies Check;
