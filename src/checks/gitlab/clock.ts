import { all, any, unlessSeen } from "../../core/truth.ts";
import type { Check, See } from "../../facts/rules.ts";
import { gitlabClockOff } from "../../terms/clocks.ts";
import { completionWorks, granted } from "../../terms/gitlab.ts";

/** Tokens of this GitLab were accepted in this run. */
const tokensPass = (see: See) => any(granted(see), completionWorks(see), see.some("gitlab/connection-check", (check) => ["success", "model-code", "suggestion"].includes(check.best.outcome)));

export default {
  title: "GitLab's clock is right",
  hop: "gitlab",
  after: ["gitlab/answers"],
  judge: (see) => [
    { verdict: "fail", when: all(gitlabClockOff(see), unlessSeen(tokensPass(see))), reason: "GitLab's clock is {seconds} s {direction}, the gateway's is right" },
    { verdict: "warn", when: gitlabClockOff(see), reason: "GitLab's clock is {seconds} s {direction}; its tokens are accepted all the same" },
    { verdict: "pass", when: see("worker/clock", (clock) => (clock.gitlab === null ? undefined : Math.abs(clock.gitlab.offsetMs) - clock.gitlab.uncertaintyMs <= 5000)), reason: "within 5 s of the worker's" },
    { verdict: "pass", when: see("worker/clock", (clock) => (clock.gitlab === null || clock.gateway === null ? undefined : Math.abs(clock.gitlab.offsetMs - clock.gateway.offsetMs) <= 5000 + clock.gitlab.uncertaintyMs + clock.gateway.uncertaintyMs)), reason: "GitLab and gateway agree" },
    { verdict: "pass", when: see("worker/clock", (clock) => (clock.gitlab === null ? undefined : clock.gitlab.offsetMs < 0 && clock.gitlab.offsetMs > -3_000_000)), reason: "behind the worker's by less than a token's life" },
  ],
  names: (read) => ({ seconds: Math.round(Math.abs(read("worker/clock")?.gitlab?.offsetMs ?? 0) / 1000), direction: (read("worker/clock")?.gitlab?.offsetMs ?? 0) > 0 ? "ahead" : "behind" }),
} satisfies Check;
