import type { Check } from "../../facts/rules.ts";

export default {
  title: "The GitLab token is accepted",
  hop: "gitlab",
  after: ["gitlab/answers"],
  judge: (see) => [
    { verdict: "skip", when: see("gitlab/token", (token) => !token.given), reason: "no token is configured" },
    { verdict: "warn", when: see("gitlab/token", (token) => token.problem !== null), reason: "GitLab refuses the token: {problem}" },
    { verdict: "pass", when: see("gitlab/token", (token) => token.rung !== "none"), reason: "it reaches the rung {rung}" },
    { verdict: "warn", when: see("gitlab/token", (token) => token.rung === "none"), reason: "GitLab knows the token and lets it read nothing" },
  ],
  names: (read) => ({ problem: read("gitlab/token")?.problem ?? undefined, rung: read("gitlab/token")?.rung }),
} satisfies Check;
