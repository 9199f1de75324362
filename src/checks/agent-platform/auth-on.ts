import type { Check } from "../../facts/rules.ts";

export default {
  title: "The agent service asks for a token",
  hop: "agent-platform",
  judge: (see) => [
    { verdict: "warn", when: see("agent/capabilities", (value) => value.open), reason: "it answers callers without a valid token" },
    { verdict: "pass", when: see("agent/capabilities", (value) => value.withoutToken.kind === "answer" && value.withoutToken.status === 16), reason: "UNAUTHENTICATED without a token" },
  ],
} satisfies Check;
