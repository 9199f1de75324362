import { ifSeen, likely, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { stoodStill } from "../../terms/gateway.ts";
import { gitlabCallPasses, gitlabGotNoAnswer, someNodesCutOff } from "../../terms/gitlab.ts";
import { gitlabMeets, gitlabWorks } from "../../terms/network.ts";

export default {
  code: "DT131",
  name: "rails-nodes-differ",
  title: "GitLab's nodes do not share one configuration (proxy, CA or environment), so some features or some requests fail and others pass",
  hop: "gitlab",
  severity: "degraded",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A1001", "A9999"], checks: ["gitlab-to-gateway/gitlab-reaches"] },
  proof: (see) => [
    likely(see("gitlab/token-route", (route) => route.statuses.includes(201) && route.statuses.includes(500)), see("gateway/health", (health) => health.good)),
    likely(someNodesCutOff(see), see("gateway/health", (health) => health.good)),
    // One call of GitLab never gets through, and another one does in the same minute; a slow gateway outlasts the shorter limit of one of them.
    suspect(gitlabGotNoAnswer(see), see("gitlab/token-route", (route) => route.ms < 2500), gitlabCallPasses(see), see("gateway/health", (health) => health.good && health.firstByteMs.every((ms) => ms < 500)), unlessSeen(stoodStill(see))),
    // So it is where one call is turned away on the way, which takes no time, and another one is answered.
    suspect(ifSeen(gitlabMeets(see, "name-not-found", "refused", "certificate")), ifSeen(gitlabWorks(see)), see("gateway/health", (health) => health.good)),
  ],
  rivals: {
    DT252: "the changing answer is 201 against 503 or 401: the gateway's replicas differ, not GitLab's nodes",
    DT510: "every node distrusts the gateway's certificate: no call passes",
    DT520: "every node sends gateway calls to the proxy",
    DT209: "healthz from the worker fails now and then as well: the gateway restarts",
    DT130: "no chat message is ever answered and no error is logged",
  },
  remedy: [
    { do: "Compare proxy variables on every Rails and Sidekiq node", where: "each GitLab node", command: "gitlab-rails runner 'puts ENV.slice(\"http_proxy\",\"https_proxy\",\"no_proxy\",\"HTTP_PROXY\",\"HTTPS_PROXY\",\"NO_PROXY\").to_json'", expect: "the same values everywhere", risk: "proxy URLs may hold a password: do not paste it" },
    { do: "Install the same CA files and reconfigure", where: "each GitLab node, trusted-certs folder", command: "gitlab-ctl reconfigure", expect: "the healthz call gives 200 on each node" },
    { do: "Repeat the check", where: "chat", command: "/duo check {stack} --deep", expect: "chat and completions agree" },
  ],
} satisfies Cause;
