import { any } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";

const canned = ["mock", "mock completion"];

export default {
  title: "Answers come from a model",
  hop: "gateway",
  judge: (see) => [
    { verdict: "fail", when: any(see("gitlab/completion", (value) => value.status === 200 && value.text !== null && canned.includes(value.text.trim())), see.some("gateway/chat", (value) => value.outcome === "mock"), see.some("gateway/model-check", (value) => value.outcome === "ok" && value.text !== null && canned.includes(value.text.trim())), see.some("gitlab/connection-contrast", (value) => value.contrasts.some((one) => one.change === "impossible-endpoint" && one.result.outcome === "success"))), reason: "canned text" },
    { verdict: "pass", when: any(see("gitlab/completion", (value) => value.status === 200 && value.text !== null), see.some("gateway/chat", (value) => value.outcome === "answer" || value.outcome === "error")), reason: "no canned text" },
  ],
} satisfies Check;
