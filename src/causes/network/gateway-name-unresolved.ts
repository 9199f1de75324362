import { likely, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { failsUnseen } from "../../terms/gitlab.ts";
import { fromGitlab, gitlabFails, gitlabMeets, notOnlyTheWorker, workerMeets } from "../../terms/network.ts";

export default {
  code: "DT501",
  name: "gateway-name-unresolved",
  title: "GitLab cannot resolve the name of the gateway, {gatewayHost}",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    proven(gitlabMeets(see, "name-not-found")),
    proven(fromGitlab(see), workerMeets(see, "name-not-found", "resolver-failed"), see("gitlab/token-route", (value) => value.outcome === "no-answer")),
    likely(fromGitlab(see), workerMeets(see, "name-not-found", "resolver-failed"), gitlabFails(see), notOnlyTheWorker(see)),
    suspect(workerMeets(see, "name-not-found", "resolver-failed"), notOnlyTheWorker(see)),
    suspect(failsUnseen(see)),
  ],
  rivals: {
    DT921: "only the worker fails to resolve; host probe says reachable",
    DT503: "host probe text is `execution expired`",
    DT112: "GitLab resolves the gateway and fails for public names",
    DT528: "the name resolves on both sides, to different addresses",
    DT520: "GitLab asks a proxy instead of resolving: the text or the HTML is that of the proxy",
  },
  remedy: [
    { do: "Ask on the node that failed; chat runs on Sidekiq nodes, code suggestions on web nodes", where: "every Rails and Sidekiq node", command: "getent hosts {gatewayHost}", expect: "the address of the gateway" },
    { do: "Correct the name in GitLab if it has a typing error or is only known inside a container network", where: "Admin > GitLab Duo > Change configuration > Local AI gateway URL", expect: "a name that GitLab resolves" },
    { do: "Or give the node the internal resolver, a search domain or a hosts entry", where: "every Rails and Sidekiq node, or the pod's DNS settings", expect: "getent answers; EAI_AGAIN means the resolver itself did not answer" },
  ],
} satisfies Cause;
