import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

const lost = /^(?:No authorization header presented|Invalid authentication token type|Header is missing|Header mismatch 'X-Gitlab-Realm')/u;

function headerOf(state: string | null | undefined, said: string | null | undefined): string | undefined {
  if (state === "header-missing") return "Authorization";
  if (state === "type-missing") return "X-Gitlab-Authentication-Type";
  if (state === undefined && said === undefined) return undefined;
  return /'([A-Za-z-]+)'/u.exec(said ?? "")?.[1] ?? (said?.startsWith("Invalid") === true ? "X-Gitlab-Authentication-Type" : "Authorization");
}

export default {
  code: "DT524",
  name: "proxy-strips-headers",
  title: "A proxy between GitLab and the gateway removes the header {header}",
  plainTitle: "A proxy between GitLab and the gateway removes headers that the gateway needs",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/headers-pass", "gateway/accepts-tokens", "gateway/holds-keys", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    proven(see("gateway/health", (value) => value.good), see("gateway/junk-token", (value) => value.state === "header-missing" || value.state === "type-missing")),
    proven(see("gateway/junk-token", (value) => value.state === "keys" || value.state === "no-keys"), see("gitlab/completion", (value) => value.status === 401 && !value.fromGitlab && value.said !== null && lost.test(value.said))),
    // A missing header and one that differs give the same bytes here.
    suspect(see("gitlab/completion", (value) => value.status === 401 && !value.fromGitlab && value.said === "Header mismatch 'X-Gitlab-Instance-Id'")),
  ],
  rivals: {
    DT123: "`Header mismatch 'X-Gitlab-Instance-Id'`: a missing and a differing header give the same bytes; the agent service, reached past this proxy, answers the same for DT123 and accepts the token here",
    DT241: "`Forbidden by auth provider`: headers arrived, the signature is refused",
    DT220: "404 instead of 401: no authentication at all",
    DT527: "the 401 is HTML or has WWW-Authenticate: the proxy asks for its own login",
  },
  remedy: [
    { do: "Let Authorization and all X-Gitlab-* headers through; do not replace Authorization by a login of the proxy", where: "nginx, server block of the gateway", command: "remove  proxy_set_header Authorization \"\";  and any auth_basic for this host", expect: "junk probe: `Forbidden by auth provider`" },
    { do: "Look for header allow-lists and size limits in gateways or WAFs on the way", where: "every hop between GitLab and gateway", expect: "X-Gitlab-Authentication-Type, X-Gitlab-Realm, X-Gitlab-Instance-Id, X-Gitlab-Global-User-Id arrive" },
    { do: "Run the connection check", where: "GitLab, Test connection", expect: "no code 401" },
  ],
  names: (read) => ({ header: headerOf(read("gateway/junk-token")?.state, read("gitlab/completion")?.said) }),
} satisfies Cause;
