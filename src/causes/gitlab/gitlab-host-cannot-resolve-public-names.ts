import { likely } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT112",
  name: "gitlab-host-cannot-resolve-public-names",
  title: "The GitLab host cannot resolve public names (only its proxy can), so the health check and the credits page hang while Duo itself may work",
  hop: "gitlab",
  severity: "warning",
  breaks: [],
  explains: { codes: [], checks: [] },
  proof: (see) => [
    // The gateway is quick for GitLab, measured by the very wait: a busy machine alone makes no such difference.
    likely(see("gitlab/health-check", (check) => check.state === "timeout" || check.ms > 25_000), see("gitlab/token-route", (route) => route.outcome === "granted" && route.ms < 10_000)),
  ],
  rivals: {
    DT529: "names resolve but cloud addresses time out: only the cloud and billing probes are red",
    DT501: "the gateway's own name does not resolve: host_probe for the gateway fails",
  },
  remedy: [
    { do: "Give the GitLab nodes a resolver that answers public names, or a local entry for the names that are asked", where: "GitLab nodes, DNS", command: "getent hosts customers.gitlab.com", expect: "an address within a second" },
    { do: "Run the health check again", where: "Admin > GitLab Duo > Run health check", expect: "rows appear within a few seconds" },
  ],
} satisfies Cause;
