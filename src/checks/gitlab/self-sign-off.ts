import type { Check } from "../../facts/rules.ts";

const rows = (probes: readonly { name: string }[]): Set<string> => new Set(probes.map((probe) => probe.name.replace(/_probe$/u, "")));

export default {
  title: "The test switch for self-signed tokens is off",
  hop: "gitlab",
  judge: (see) => [
    { verdict: "warn", when: see("gitlab/health-check", (check) => check.state === "answered" && rows(check.probes).size === 2 && rows(check.probes).has("host") && rows(check.probes).has("end_to_end")), reason: "the health check runs its development set of rows" },
    { verdict: "pass", when: see("gitlab/health-check", (check) => (check.state === "answered" ? true : undefined)), reason: "the health check runs its usual set of rows" },
  ],
} satisfies Check;
