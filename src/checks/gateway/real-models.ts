import { any } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";

export default {
  title: "Answers come from a model",
  hop: "gateway",
  judge: (see) => [
    { verdict: "fail", when: any(see("gitlab/completion", (value) => value.status === 200 && value.text !== null && value.text.trim() === "mock completion"), see.some("gateway/chat", (value) => value.outcome === "mock"), see.some("gitlab/connection-contrast", (value) => value.contrasts.some((one) => one.change === "impossible-endpoint" && one.result.outcome === "success"))), reason: "canned text" },
    { verdict: "pass", when: any(see("gitlab/completion", (value) => value.status === 200 && value.text !== null), see.some("gateway/chat", (value) => value.outcome === "answer" || value.outcome === "error")), reason: "no canned text" },
  ],
} satisfies Check;
