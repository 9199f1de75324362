import type { Check } from "../../facts/rules.ts";

export default {
  title: "The gateway asks for a token",
  hop: "gateway",
  judge: (see) => [
    { verdict: "warn", when: see("gateway/root", (value) => value.bypassByHeader === true), reason: "a header lets everybody in" },
    { verdict: "warn", when: see("gateway/root", (value) => value.state === "auth-off"), reason: "a caller without a token is let in" },
    { verdict: "pass", when: see("gateway/root", (value) => value.state === "auth-on"), reason: "401 without a token" },
  ],
} satisfies Check;
