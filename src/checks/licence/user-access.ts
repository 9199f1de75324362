import { all, type Term, unlessSeen } from "../../core/truth.ts";
import type { Check, See } from "../../facts/rules.ts";
import { granted } from "../../terms/gitlab.ts";
import { accountGone } from "../../terms/licence.ts";

/** What GitLab grants to the token is no word about another account. */
const anotherIsJudged = (see: See): Term => see("gitlab/user-access", (access) => !access.isProbeUser);

export default {
  title: "The account may use Duo",
  hop: "licence",
  after: ["licence/seat", "licence/valid", "licence/duo-add-on", "licence/duo-on", "gitlab/silent-mode-off"],
  judge: (see) => [
    { verdict: "pass", when: all(granted(see), unlessSeen(anotherIsJudged(see))), reason: "GitLab grants code suggestions" },
    { verdict: "fail", when: all(see("gitlab/user-access", (access) => access.isProbeUser && access.chatAvailable !== true && access.codeSuggestionsAvailable !== true && (access.chatAvailable === false || access.codeSuggestionsAvailable === false)), see("gitlab/token-route", (route) => route.outcome === "not-entitled")), reason: "GitLab grants {user} neither chat nor code suggestions" },
    { verdict: "pass", when: see("gitlab/user-access", (access) => access.isProbeUser && (access.chatAvailable === true || access.codeSuggestionsAvailable === true)), reason: "GitLab offers Duo to {user}" },
    { verdict: "pass", when: all(see("gitlab/seat", (seat) => seat.configured && seat.assigned.length > 0), unlessSeen(accountGone(see))), reason: "{user} has a seat, and nothing else stands in the way" },
  ],
  wouldTell: { do: "Ask with an administrator's token, which shows licence, add-on, seats and switches", where: "duo-triage.yaml: stacks.{stack}.gitlab.token", command: "duo-triage check {stack} --only licence", expect: "the first of licence, add-on, switch and seat that is wrong" },
  names: (read) => ({ user: read("gitlab/account")?.username ?? read("gitlab/user-access")?.username }),
} satisfies Check;
