import { all, likely, proven } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { reported } from "../../terms/told.ts";

/** The gateway names the header in its 401, and other headers pass on the same way, so nothing strips them wholesale. */
const refusedByInstanceId = (see: See) =>
  all(
    see("gitlab/completion", (completion) => completion.status === 401 && !completion.fromGitlab && (completion.said ?? "").includes("X-Gitlab-Instance-Id")),
    see("gateway/junk-token", (junk) => junk.state === "keys"),
  );

export default {
  code: "DT123",
  name: "instance-id-mismatch",
  title: "The gateway refuses GitLab because the instance id in the token is not the one in the request header",
  hop: "gitlab",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999"], checks: ["gitlab-to-gateway/headers-pass", "gateway/editor-tokens", "agent-platform/gitlab-reaches", "gateway/accepts-tokens", "gateway-to-model/completion-answers", "gateway-to-model/answers"] },
  proof: (see) => [
    proven(refusedByInstanceId(see), see("gitlab/agent-token-route", (route) => route.status === 400 && (route.said ?? "").includes("X-Gitlab-Instance-Id"))),
    likely(refusedByInstanceId(see)),
    proven(reported(see, "header-mismatch"), see("gateway/junk-token", (junk) => junk.state === "keys")),
  ],
  rivals: {
    DT524: "a proxy drops X-Gitlab-* headers: the gateway gives the very same text for a missing header as for a differing one (recorded), but then a junk token through that URL is `Invalid authentication token type - only OIDC is supported` or `No authorization header presented`",
    DT241: "the body is `Forbidden by auth provider`: the signature was refused, the headers were not even compared",
  },
  remedy: [
    { do: "If this instance is a copy (restored backup, staging clone), give it its own activation", where: "Admin > Subscription", expect: "the licence belongs to this instance" },
    { do: "Ask GitLab support for a new activation code and activate with it", where: "GitLab support, then Admin > Subscription", expect: "a completion no longer says Header mismatch, Test connection no longer code 401" },
    { do: "Only when a proxy is in the path: let X-Gitlab-* headers through unchanged", where: "reverse proxy", expect: "the 401 disappears without a new code" },
  ],
} satisfies Cause;
