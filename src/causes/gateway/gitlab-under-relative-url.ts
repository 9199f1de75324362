import { likely } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { keysMissing } from "../../terms/gateway.ts";

function pathOf(url: string | undefined): string | undefined {
  return url === undefined || !URL.canParse(url) ? undefined : new URL(url).pathname;
}

export default {
  code: "DT249",
  name: "gitlab-under-relative-url",
  title: "GitLab lives under the path {path}, and the gateway drops the path when it asks for keys",
  plainTitle: "GitLab lives under a path, and the gateway drops the path when it asks for keys",
  hop: "gateway-to-gitlab",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000", "DCR4005"], checks: ["gateway/holds-keys", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches", "agent-platform/token-route", "agent-platform/serving"] },
  proof: (see) => [
    likely(keysMissing(see), see("gitlab/discovery", (value) => value.relativeRoot && (value.atRoot.form !== "json" || value.atRoot.jwksUri === null) && value.atPath?.form === "json" && value.atPath.jwksUri !== null)),
  ],
  rivals: {
    DT246: "GitLab has no path and its own discovery address gives HTML",
    DT241: "another GitLab lives at the host root: junk probe 401 and discovery at the root is good",
    DT243: "the host does not answer the container at all",
  },
  remedy: [
    { do: "Rewrite the two addresses at the host root to the GitLab under its path", where: "proxy in front of GitLab", command: "location = /.well-known/openid-configuration { proxy_pass http://<gitlab>/<path>/.well-known/openid-configuration; }", expect: "200 JSON at the host root" },
    { do: "Or give GitLab a host of its own", where: "GitLab external_url", expect: "no path", risk: "changes every link: planned window" },
    { do: "Restart the gateway: the empty key set stays cached", where: "gateway host", command: "docker restart <container>", expect: "connection check good", risk: "short interruption" },
  ],
  names: (read) => ({ path: pathOf(read("gitlab/reach")?.url) }),
} satisfies Cause;
