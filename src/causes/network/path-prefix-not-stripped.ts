import { all, not, proven, suspect } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { fromGitlab, healthGood } from "../../terms/network.ts";

/** The gateway itself answers the health route below the path, and not with good health. */
const unknownPath = (see: See) => all(see("gateway/address", (value) => value.path !== ""), see("gateway/identity", (value) => value.kind === "gateway"), see("gateway/health", (value) => value.form === "json"), not(healthGood(see)));
const goodWithoutPath = (see: See) => see("gateway/elsewhere", (value) => value.tried.some((one) => one.change === "without-path" && one.good));

export default {
  code: "DT526",
  name: "path-prefix-not-stripped",
  title: "The proxy passes the path prefix {prefix} on to the gateway, which knows no such path",
  plainTitle: "The proxy passes a path prefix on to the gateway, which knows no such path",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/health", "gitlab-to-gateway/gitlab-reaches", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    proven(unknownPath(see), not(goodWithoutPath(see)), fromGitlab(see)),
    suspect(unknownPath(see), not(goodWithoutPath(see))),
  ],
  rivals: {
    DT104: "healthz without the path is 200 {}: the path in the URL of GitLab is the mistake",
    DT527: "the 401 is not this JSON: the proxy asks for its own login",
    DT524: "healthz is good, only requests with a token are answered `No authorization header presented`",
    DT220: "root probe 404 with healthz 200 {}",
  },
  remedy: [
    { do: "Strip the prefix: in nginx a final slash in location and proxy_pass does it", where: "proxy, server block", command: "location /ai/ { proxy_pass http://{gatewayHost}:5052/; proxy_buffering off; }", expect: "<gateway URL>/monitoring/healthz is 200 {}" },
    { do: "Or give the gateway a host name of its own and no path", where: "proxy and Admin > GitLab Duo > Change configuration", command: "https://<gateway name>", expect: "health check: reachable" },
    { do: "The agent service cannot live under a prefix: it needs host and port of its own", where: "Admin > GitLab Duo > Change configuration", expect: "no DT403" },
  ],
  names: (read) => ({ prefix: read("gateway/address")?.path }),
} satisfies Cause;
