import { likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gitlabElsewhere, strangerForGitlab } from "../../terms/gitlab.ts";

/** Connected, and then nothing that could be read came. */
const silent: readonly string[] = ["no-answer", "closed", "reset", "stalled"];
const partOf = (signIn: "answer" | "failure" | undefined): string | undefined => (signIn === undefined ? undefined : signIn === "failure" ? "it accepts connections and says nothing" : "it answers every request with an error");

export default {
  code: "DT151",
  name: "gitlab-unhealthy",
  title: "GitLab answers but is not healthy: {part}",
  plainTitle: "GitLab answers but is not healthy",
  hop: "gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["M5000"], checks: ["gitlab/answers", "gitlab/reachable"] },
  proof: (see) => [
    proven(see("gitlab/front", (front) => front.failingChecks.length > 0)),
    proven(see("gitlab/front", (front) => front.down && !front.alive)),
    likely(see("gitlab/reach", (reach) => reach.state === "open"), see("gitlab/front", (front) => !front.alive && front.signIn.kind === "failure" && front.metadata.kind === "failure" && silent.includes(front.signIn.reason) && silent.includes(front.metadata.reason)), unlessSeen(gitlabElsewhere(see))),
    suspect(strangerForGitlab(see)),
  ],
  rivals: {
    DT150: "no HTTP status at all",
    DT246: "only the discovery document is HTML; the API answers",
    DT134: "only aiFeatureSettings fails, on 18.4.0",
    DT153: "only calls that decrypt stored keys fail",
    DT908: "the status is 429",
  },
  remedy: [
    { do: "Look which service is down, and repair it", where: "GitLab node", command: "gitlab-ctl status; gitlab-ctl tail", expect: "/-/readiness?all=1 is 200" },
    { do: "If /-/readiness is 404, that is no fault: the worker is not in the monitoring allowlist. Add it to see the failing part by name", where: "gitlab.rb monitoring_whitelist, or Helm value", expect: "200 or 503 JSON instead of 404" },
    { do: "Then run the Duo check again; everything below was blocked, not judged", where: "chat", command: "/duo check {stack}" },
  ],
  names: (read) => ({
    part: read("gitlab/front")?.failingChecks.join(", ") || partOf(read("gitlab/front")?.signIn.kind),
  }),
} satisfies Cause;
