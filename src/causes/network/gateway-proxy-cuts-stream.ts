import { any, likely, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { completionGetsPage, gitlabWorks, proxyBeforeGateway } from "../../terms/network.ts";
import { gatewayStreamCut, gitlabStreamCut, modelStreams } from "../../terms/streams.ts";

export default {
  code: "DT523",
  name: "gateway-proxy-cuts-stream",
  title: "A proxy in front of the gateway ends requests before their answer is complete",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-generation"],
  explains: { codes: ["A1003", "A9999", "A1000"], checks: ["gitlab-to-gateway/posts-pass", "gitlab-to-gateway/streams-pass", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    // The gateway itself never answers 504 on this route; a 504 of the model is worded as the model's.
    likely(see.some("gitlab/connection-check", (value) => value.best.outcome === "gateway-code" && value.best.code === 504), proxyBeforeGateway(see)),
    likely(see("gitlab/completion", (value) => value.status === 504 && !value.fromGitlab && !value.fromGateway), proxyBeforeGateway(see)),
    // A balancer without a name of its own: the gateway never says 504, and GitLab's other requests reach it.
    likely(completionGetsPage(see, 504), gitlabWorks(see)),
    // The gateway ends a model's broken stream with words of its own, so that a cut comes from what stands after it.
    likely(gatewayStreamCut(see), modelStreams(see)),
    likely(gitlabStreamCut(see), modelStreams(see), proxyBeforeGateway(see)),
    // GitLab itself saw the connection to the gateway end.
    likely(gitlabStreamCut(see), modelStreams(see), see("gitlab/chat", (chat) => chat.code === "A1003")),
    suspect(any(gatewayStreamCut(see), gitlabStreamCut(see)), unlessSeen(see.some("model/stream", (stream) => stream.state === "cut"))),
    // Some proxies call an answer that did not come in time 502.
    suspect(completionGetsPage(see, 502), see("gitlab/completion", (value) => value.ms >= 2000), gitlabWorks(see)),
  ],
  rivals: {
    DT111: "A1000 at exactly the request timeout of GitLab, and Net::ReadTimeout in its log",
    DT226: "gateway log has `litellm.Timeout` with timeout value equal to that number",
    DT362: "a direct stream of the model is cut as well",
    DT521: "healthz fails as well",
    DT520: "the page is that of a forward proxy, and the worker completes the same request over the gateway URL",
  },
  remedy: [
    { do: "Raise idle and read limits above the slowest first token and the longest gap", where: "nginx, server block of the gateway", command: "proxy_read_timeout 300s; proxy_send_timeout 300s; proxy_buffering off;", expect: "nginx -t is fine" },
    { do: "Do the same in every balancer on the way: limit of proxy above limit of GitLab above limit of gateway to model", where: "HAProxy timeout server, cloud balancer idle timeout", expect: "300 s or more" },
    { do: "Reload and repeat one long question", where: "proxy", command: "nginx -s reload", expect: "complete answer" },
  ],
} satisfies Cause;
