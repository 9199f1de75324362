import { all, any } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { healthRowSays } from "../../terms/gitlab.ts";
import { features, offlineLicence } from "../../terms/licence.ts";
import { given } from "../../terms/told.ts";

export default {
  title: "GitLab reaches its cloud where it must",
  hop: "licence",
  after: ["licence/valid"],
  judge: (see) => [
    { verdict: "skip", when: given(see.profile === "offline"), reason: "the site is offline on purpose" },
    { verdict: "skip", when: offlineLicence(see), reason: "an offline licence needs no cloud" },
    { verdict: "fail", when: all(features(see, (list) => list.some((feature) => feature.provider === "vendored")), any(see("gitlab/health-check", (check) => check.cloudHosts.some((host) => host.state !== "reachable")), healthRowSays(see, "access", "has expired", "is missing", "is stale"))), reason: "features on GitLab's cloud models are in use, and the way there is broken" },
    { verdict: "warn", when: see("gitlab/health-check", (check) => check.cloudHosts.some((host) => host.state !== "reachable") || check.agentService.some((row) => row.kind === "cloud" && !row.success)), reason: "GitLab does not reach its cloud; nothing self-hosted depends on it, usage billing does" },
    { verdict: "pass", when: see("gitlab/health-check", (check) => (check.state === "answered" ? true : undefined)), reason: "no row of the health check says otherwise" },
  ],
} satisfies Check;
