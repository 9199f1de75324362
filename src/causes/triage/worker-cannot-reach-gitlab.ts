import { likely, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gitlabOutOfReach } from "../../terms/gitlab.ts";

export default {
  code: "DT902",
  name: "worker-cannot-reach-gitlab",
  title: "The worker cannot reach GitLab at {gitlabUrl}: the fault is on the way from this worker",
  hop: "triage",
  severity: "warning",
  breaks: [],
  explains: { codes: [], checks: ["gitlab/reachable"] },
  proof: (see) => [
    likely(see("worker/sentinel", (sentinel) => sentinel.reachable), see("gitlab/reach", (reach) => reach.state === "proxy")),
    suspect(gitlabOutOfReach(see), see("gitlab/reach", (reach) => reach.state !== "refused")),
  ],
  rivals: {
    DT150: "every vantage point misses GitLab",
    DT901: "the sentinel fails too",
    DT910: "TCP works and only the certificate is not trusted",
    DT528: "the worker and the others resolve the name to different addresses",
  },
  remedy: [
    { do: "Compare what the worker resolves and where it connects", where: "worker host", command: "getent hosts {gitlabHost}; curl -sS -i {gitlabUrl}/users/sign_in", expect: "the address that users have, and 200" },
    { do: "Set, correct or remove the proxy for this stack", where: "duo-triage.yaml: stacks.{stack}.gitlab.proxy", expect: "duo-triage config validate --connect passes" },
    { do: "Or put a worker into GitLab's network and name its site", where: "duo-triage.yaml: stacks.{stack}.site; worker.sites", expect: "/duo self lists a worker for the site" },
  ],
} satisfies Cause;
