import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { gitlabElsewhere, strangerForGitlab } from "../../terms/gitlab.ts";

export default {
  title: "GitLab answers",
  hop: "gitlab",
  after: ["gitlab/reachable"],
  judge: (see) => [
    { verdict: "fail", when: gitlabElsewhere(see), reason: "{addressFault}" },
    { verdict: "unknown", when: see("gitlab/reach", (reach) => reach.state === "untrusted"), reason: "it could not be asked: the worker does not trust its certificate" },
    { verdict: "fail", when: see("gitlab/front", (front) => front.failingChecks.length > 0 || (front.down && !front.alive)), reason: "GitLab answers and is not healthy" },
    { verdict: "pass", when: see("gitlab/front", (front) => front.alive), reason: "its API answers" },
    { verdict: "fail", when: all(see("gitlab/reach", (reach) => reach.state === "open"), see("gitlab/front", (front) => front.signIn.kind === "failure" && front.metadata.kind === "failure" && [front.signIn, front.metadata].every((result) => result.kind === "failure" && ["no-answer", "closed", "reset", "stalled"].includes(result.reason)))), reason: "connections open and no answer comes" },
    { verdict: "fail", when: strangerForGitlab(see), reason: "something else than GitLab answers at {gitlabUrl}, whatever is asked" },
    { verdict: "warn", when: see("gitlab/front", (front) => front.metadata.kind === "answer" || front.signIn.kind === "answer"), reason: "something answers at {gitlabUrl}, but not as GitLab does" },
  ],
  wouldTell: { do: "Look at GitLab's services", where: "GitLab node", inside: "gitlab", command: "gitlab-ctl status; curl -sS -i 'http://localhost/-/readiness?all=1'", expect: "all running, and 200" },
  names: (read) => ({ addressFault: read("gitlab/address")?.problem ?? undefined }),
} satisfies Check;
