import { all, likely, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { tokensAccepted } from "../../terms/gateway.ts";
import { failsUnseen } from "../../terms/gitlab.ts";
import { fromGitlab, gitlabConnectsStraight, gitlabMeets, gitlabWorks, healthGood, strangerCompletes } from "../../terms/network.ts";

const forwardProxies = /^(?:squid|tinyproxy|privoxy|mitmproxy|zscaler|bluecoat|mcafee|swg)/iu;
/** The worker's own requests reach the gateway, GET and POST: over the same address, where GitLab tells which it uses. */
const passesForWorker = (see: See) => all(healthGood(see), see("gateway/post-route", (value) => value.state === "passed"));
const workerGetsThrough = (see: See) => all(passesForWorker(see), fromGitlab(see));

export default {
  code: "DT520",
  name: "gitlab-proxy-without-exception",
  title: "GitLab sends its requests for the gateway to a proxy, because no exception names {gatewayHost}",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000", "M3006"], checks: ["gitlab/chat", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/posts-pass", "gateway/accepts-tokens", "gateway-to-model/completion-answers", "gateway-to-model/answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    likely(workerGetsThrough(see), see("gitlab/completion", (value) => !value.fromGitlab && !value.fromGateway && value.status >= 400 && value.server !== null && forwardProxies.test(value.server))),
    // One of GitLab's requests that ends in a page while others pass: a filter or half a backend does that, too.
    likely(workerGetsThrough(see), see("gitlab/completion", (value) => !value.fromGitlab && !value.fromGateway && [403, 407, 502, 503].includes(value.status) && value.form === "html"), unlessSeen(gitlabWorks(see))),
    // Nobody but a forward proxy asks for its own login with 407 (RFC 9110, 15.5.8), in whatever form.
    likely(passesForWorker(see), see("gitlab/completion", (value) => !value.fromGitlab && !value.fromGateway && value.status === 407), unlessSeen(gitlabWorks(see))),
    // So does its own page, where the worker's requests pass over what is configured.
    likely(passesForWorker(see), see("gitlab/completion", (value) => !value.fromGitlab && !value.fromGateway && value.proxyPage === true && [403, 500, 502, 503].includes(value.status)), unlessSeen(gitlabWorks(see))),
    suspect(passesForWorker(see), see("gitlab/completion", (value) => !value.fromGitlab && !value.fromGateway && [403, 407, 502, 503].includes(value.status) && value.form === "html")),
    suspect(strangerCompletes(see)),
    likely(workerGetsThrough(see), see.some("gitlab/connection-check", (value) => value.best.outcome === "gateway-code" && [407, 502, 503].includes(value.best.code ?? 0)), unlessSeen(tokensAccepted(see))),
    suspect(workerGetsThrough(see), gitlabMeets(see, "refused", "reset"), unlessSeen(gitlabConnectsStraight(see)), unlessSeen(gitlabWorks(see))),
    suspect(failsUnseen(see)),
  ],
  rivals: {
    DT521: "the worker gets the same 502/503/504 page over the gateway URL",
    DT527: "the worker gets the same login page over the gateway URL",
    DT510: "a certificate error instead of an HTTP status",
    DT131: "only one kind of node has the variables: chat (Sidekiq) and code (web) differ",
    DT245: "the other direction: the gateway sends requests for GitLab to its proxy",
  },
  remedy: [
    { do: "List the proxy variables of GitLab; redact any password in them", where: "every Rails and Sidekiq node", command: "gitlab-rake \"gitlab:duo:verify_self_hosted_setup[<user>]\"", expect: "transport step lists them (19.3 and later)", risk: "the output can hold credentials: do not paste it unredacted" },
    { do: "Add gateway and agent service to the exceptions for Rails, Sidekiq and Workhorse, in upper and lower case", where: "gitlab_rails['env'] and the env of the other services, or Helm values", command: "no_proxy={gatewayHost},127.0.0.1,localhost NO_PROXY=<same>", expect: "`No proxy environment variables set`, or no `Proxy in effect` line for the gateway" },
    { do: "Apply on all nodes and run the connection check", where: "GitLab", command: "gitlab-ctl reconfigure", expect: "no HTML in the answer", risk: "reconfigure touches all of GitLab: choose a quiet time" },
  ],
} satisfies Cause;
