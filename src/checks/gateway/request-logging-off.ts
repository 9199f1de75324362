import type { Check } from "../../facts/rules.ts";

export default {
  title: "The gateway keeps prompts out of its log",
  hop: "gateway",
  judge: (see) => [
    { verdict: "warn", when: see("gateway/validation-detail", (value) => value.detailed), reason: "request logging is on" },
    { verdict: "pass", when: see("gateway/validation-detail", (value) => !value.detailed), reason: "request logging is off" },
  ],
} satisfies Check;
