import type { Check } from "../../facts/rules.ts";
import { limitedByGitlab } from "../../terms/gitlab.ts";

export default {
  title: "GitLab takes the account's Duo requests without limiting them",
  hop: "gitlab",
  after: ["gitlab/answers", "gitlab/token-works"],
  judge: (see) => [
    { verdict: "fail", when: limitedByGitlab(see), reason: "GitLab itself answers 429" },
    { verdict: "skip", when: see("gitlab/completion", (completion) => completion.status === 429 && completion.fromGitlab), reason: "GitLab answers 429, which duo-triage's own last run may have brought about" },
    { verdict: "pass", when: see("gitlab/completion", () => true), reason: "a completion was taken" },
  ],
} satisfies Check;
