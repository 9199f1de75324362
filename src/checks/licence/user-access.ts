import { all } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";
import { granted } from "../../terms/gitlab.ts";

export default {
  title: "The account may use Duo",
  hop: "licence",
  after: ["licence/seat", "licence/valid", "licence/duo-add-on", "licence/duo-on", "gitlab/silent-mode-off"],
  judge: (see) => [
    { verdict: "pass", when: granted(see), reason: "GitLab grants code suggestions" },
    { verdict: "fail", when: all(see("gitlab/user-access", (access) => access.isProbeUser && access.chatAvailable !== true && access.codeSuggestionsAvailable !== true && (access.chatAvailable === false || access.codeSuggestionsAvailable === false)), see("gitlab/token-route", (route) => route.outcome === "not-entitled")), reason: "GitLab grants {user} neither chat nor code suggestions" },
    { verdict: "pass", when: see("gitlab/user-access", (access) => access.chatAvailable === true || access.codeSuggestionsAvailable === true), reason: "GitLab offers Duo to {user}" },
  ],
  wouldTell: { do: "Ask with an administrator's token, which shows licence, add-on, seats and switches", where: "duo-triage.yaml: stacks.{stack}.gitlab.token", command: "duo-triage check {stack} --only licence", expect: "the first of licence, add-on, switch and seat that is wrong" },
  names: (read) => ({ user: read("gitlab/user-access")?.username }),
} satisfies Check;
