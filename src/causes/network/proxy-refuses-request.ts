import { likely, proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { checkGetsPage, completionGetsPage, encodedSlashStops, gitlabWorks, healthGood, someEndAtProxy, strangerCompletes } from "../../terms/network.ts";

// What the gateway itself never answers to GitLab's own requests.
const foreignCodes = [405, 406, 411, 413, 414, 415, 431, 494];
const refusals = [400, 403, 405, 406, 411, 413, 414, 415, 429, 431, 494];

/** Of the worker's own POST where that was refused, else of GitLab's. */
function statusOf(value: FactValues["gateway/post-route"] | undefined, forGitlab: number | undefined): number | string {
  const slashed = value?.encoded?.state === "passed" ? undefined : value?.encoded?.result;
  if (slashed?.kind === "answer") return `${slashed.status}, for an address that holds an encoded slash (%2F)`;
  const seen = value?.large?.kind === "answer" && value.large.status === 413 ? value.large : value?.state === "passed" ? undefined : value?.result;
  return seen?.kind === "answer" ? seen.status : (forGitlab ?? "a status of its own");
}

export default {
  code: "DT531",
  name: "proxy-refuses-request",
  title: "A proxy or filter before the gateway refuses GitLab's request with {status}",
  plainTitle: "A proxy or filter before the gateway refuses GitLab's request",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "M3006", "A1001", "M4000"], checks: ["gitlab-to-gateway/posts-pass", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    proven(healthGood(see), see("gateway/post-route", (value) => value.state === "refused" && value.result.kind === "answer" && refusals.includes(value.result.status))),
    proven(healthGood(see), see("gateway/post-route", (value) => value.state === "passed" && value.large?.kind === "answer" && value.large.status === 413)),
    proven(healthGood(see), encodedSlashStops(see)),
    likely(completionGetsPage(see, ...foreignCodes)),
    likely(checkGetsPage(see, ...foreignCodes)),
    // A filter that picks its requests: others of GitLab's own pass on the same way.
    likely(completionGetsPage(see, 400, 403), gitlabWorks(see)),
    suspect(completionGetsPage(see, 400, 403)),
    // A limit of requests says 503 where nobody told it otherwise, as does a balancer whose backend is down.
    suspect(someEndAtProxy(see, 503)),
    // Some filters call their refusal a success: the health route is the gateway's, and a page stands where a POST should end.
    likely(healthGood(see), see("gateway/post-route", (value) => value.state === "foreign" && !value.login && value.result.kind === "answer" && value.result.status < 300), unlessSeen(gitlabWorks(see))),
    suspect(healthGood(see), strangerCompletes(see, "html")),
  ],
  rivals: {
    DT527: "the refusal is a login page: 302 to, or HTML of, an identity provider",
    DT524: "the gateway itself answers 401 `No authorization header presented` although the header was sent",
    DT637: "403 JSON of the gateway: a scope is missing",
    DT521: "502, 503 or 504: the proxy cannot reach the gateway",
  },
  remedy: [
    { do: "Find who answers: server header and body of the refusal", where: "any host in GitLab's network", command: "curl -sS -i -X POST -H 'Authorization: Bearer x' -H 'X-Gitlab-Authentication-Type: oidc' {gatewayUrl}/v2/chat/agent", expect: "without the filter: 401 JSON of the gateway" },
    { do: "Where only addresses with an encoded slash are refused, let them pass as they are (Apache: AllowEncodedSlashes NoDecode, and nocanon behind ProxyPass; Envoy: path_with_escaped_slashes_action KEEP_UNCHANGED): GitLab sends the names of prompts so", where: "the proxy named by the answer", command: "curl -sS -o /dev/null -w '%{http_code}\n' -X POST {gatewayUrl}/v1/prompts/model_configuration%2Fcheck", expect: "401 of the gateway" },
    { do: "Allow POST with JSON bodies of some megabytes to the gateway's paths (nginx: client_max_body_size; filter: exclude the paths)", where: "the proxy or filter named by the answer", expect: "401 JSON for the line above" },
  ],
  names: (read) => {
    const completion = read("gitlab/completion");
    return { status: statusOf(read("gateway/post-route"), completion !== undefined && completion.status >= 400 && !completion.fromGateway ? completion.status : read("gitlab/connection-check")?.best.code ?? undefined) };
  },
} satisfies Cause;
