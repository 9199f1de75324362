import { proven, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT901",
  name: "observer-offline",
  title: "The worker is itself offline: even its sentinel does not answer, so nothing is said about {stack}",
  hop: "triage",
  severity: "warning",
  breaks: [],
  explains: { codes: [], checks: ["worker/online", "gitlab/reachable"] },
  proof: (see) => [
    proven(
      see("worker/sentinel", (sentinel) => !sentinel.reachable),
      see("gitlab/reach", (reach) => ["name-not-found", "resolver-failed", "connect-timeout", "unreachable"].includes(reach.state)),
      unlessSeen(see("gateway/reach", (reach) => !["name-not-found", "resolver-failed", "connect-timeout", "unreachable"].includes(reach.state))),
      unlessSeen(see.some("model/reach", (reach) => !["name-not-found", "resolver-failed", "connect-timeout", "unreachable"].includes(reach.state))),
    ),
  ],
  rivals: {
    DT902: "the sentinel answers, only GitLab does not",
    DT150: "the sentinel answers and a second vantage point misses GitLab too",
  },
  remedy: [
    { do: "Look at the worker's network: resolver, default route, proxy variables", where: "worker host", command: "getent hosts {gitlabHost}; ip route", expect: "an address and a default route" },
    { do: "Run the check from another worker of the same site, or again when this one is back", where: "chat", command: "/duo self", expect: "the worker is listed as online" },
  ],
} satisfies Cause;
