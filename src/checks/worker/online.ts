import { all, any, unlessSeen } from "../../core/truth.ts";
import type { Check } from "../../facts/rules.ts";

const deadEnds: readonly string[] = ["name-not-found", "resolver-failed", "connect-timeout", "unreachable"];

export default {
  title: "The worker itself is online",
  hop: "triage",
  judge: (see) => [
    { verdict: "pass", when: any(see("worker/sentinel", (sentinel) => sentinel.reachable), see("gitlab/reach", (reach) => !deadEnds.includes(reach.state))), reason: "its sentinel or a target answers" },
    { verdict: "fail", when: all(see("worker/sentinel", (sentinel) => !sentinel.reachable), see("gitlab/reach", (reach) => deadEnds.includes(reach.state)), unlessSeen(see("gateway/reach", (reach) => !deadEnds.includes(reach.state)))), reason: "neither its sentinel nor any target answers" },
  ],
  wouldTell: { do: "Look at the worker's network: resolver, default route, proxy variables", where: "worker host", command: "getent hosts {gitlabHost}; ip route", expect: "an address and a default route" },
} satisfies Check;
