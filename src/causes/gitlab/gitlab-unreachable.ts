import { likely, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gitlabOutOfReach } from "../../terms/gitlab.ts";

export default {
  code: "DT150",
  name: "gitlab-unreachable",
  title: "GitLab at {gitlabUrl} cannot be reached: {how}",
  plainTitle: "GitLab cannot be reached",
  hop: "gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: [], checks: ["gitlab/reachable", "gitlab/answers"] },
  proof: (see) => [
    // The gateway has no keys of GitLab either: a second place that misses it.
    likely(gitlabOutOfReach(see), see("gateway/junk-token", (junk) => junk.state === "no-keys")),
    likely(gitlabOutOfReach(see), see("gitlab/reach", (reach) => reach.state === "refused" || reach.state === "reset")),
    suspect(gitlabOutOfReach(see)),
  ],
  rivals: {
    DT901: "the worker's sentinel fails too: the worker is offline, nobody is blamed",
    DT902: "another worker, the gateway or a webhook that just arrived shows that GitLab is alive",
    DT151: "a connection is made and an HTTP status comes back",
    DT154: "the connection is made and TLS fails",
    DT243: "the worker reaches GitLab and only the gateway does not",
  },
  remedy: [
    { do: "See whether the web server runs", where: "GitLab node", command: "gitlab-ctl status", expect: "nginx, gitlab-workhorse and puma run" },
    { do: "Ask it locally", where: "GitLab node", command: "curl -sS -i http://localhost/-/health", expect: "200 GitLab OK" },
    { do: "If that is fine, follow the way in: load balancer, DNS, firewall", where: "network" },
  ],
  names: (read) => ({ how: ({ refused: "connections are refused", reset: "connections are reset", "connect-timeout": "no answer to connection attempts", unreachable: "there is no route to it", "name-not-found": "its name is not known", "resolver-failed": "its name cannot be looked up" } as Record<string, string>)[read("gitlab/reach")?.state ?? ""] }),
} satisfies Cause;
