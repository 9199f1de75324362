import { completionGetsPage, encodedSlashStops } from "../../terms/network.ts";
import type { Check } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";

const statusOf = (result: FactValues["gateway/post-route"]["result"] | undefined): number | undefined => (result?.kind === "answer" ? result.status : undefined);

export default {
  title: "Requests with a body reach the gateway",
  hop: "gitlab-to-gateway",
  after: ["gitlab-to-gateway/health"],
  judge: (see) => [
    { verdict: "fail", when: see("gateway/post-route", (value) => value.state === "refused" || value.state === "redirected" || value.state === "foreign"), reason: "something before the gateway answers a POST: {status}" },
    { verdict: "fail", when: encodedSlashStops(see), reason: "something before the gateway answers a POST whose address holds an encoded slash, %2F: {encoded}" },
    { verdict: "fail", when: see("gateway/post-route", (value) => value.large?.kind === "answer" && value.large.status === 413), reason: "a large body is refused: 413" },
    { verdict: "fail", when: see.some("gitlab/connection-check", (value) => value.best.outcome === "gateway-code" && [407, 413, 502, 503, 504].includes(value.best.code ?? 0)), reason: "GitLab's own requests end in a proxy's status" },
    { verdict: "fail", when: see("gitlab/completion", (value) => !value.fromGitlab && !value.fromGateway && [407, 413, 502, 503, 504].includes(value.status)), reason: "GitLab's own requests end in a proxy's status" },
    { verdict: "fail", when: completionGetsPage(see, 400, 403, 405, 406, 411, 415, 431), reason: "GitLab's own request ends in a page of neither GitLab nor the gateway" },
    { verdict: "pass", when: see("gateway/post-route", (value) => value.state === "passed"), reason: "a POST ends at the gateway itself" },
  ],
  wouldTell: { do: "Find who answers a POST", where: "GitLab node", inside: "gitlab", command: "curl -sS -i -X POST -H 'Authorization: Bearer x' -H 'X-Gitlab-Authentication-Type: oidc' {gatewayUrl}/v2/chat/agent", expect: "401 and JSON of the gateway; anything else names who stands before it" },
  names: (read) => ({ status: statusOf(read("gateway/post-route")?.result), encoded: statusOf(read("gateway/post-route")?.encoded?.result) }),
} satisfies Check;
