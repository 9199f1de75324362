import { not, proven, suspect } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import type { FactValues } from "../../facts/values.generated.ts";
import { ownPortGood, proxyWithoutBackend, someEndAtProxy } from "../../terms/network.ts";
import { healthyBeside } from "../../terms/beside.ts";

const status = (see: See, ...codes: readonly number[]) => see("gateway/health", (value) => value.result.kind === "answer" && codes.includes(value.result.status));

function statusOf(value: FactValues["gateway/health"] | undefined): number | undefined {
  return value?.result.kind === "answer" ? value.result.status : undefined;
}

export default {
  code: "DT521",
  name: "gateway-proxy-backend-down",
  title: "The proxy in front of the gateway answers {status}: it gets no answer from the gateway behind it",
  plainTitle: "The proxy in front of the gateway gets no answer from the gateway behind it",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/health", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/posts-pass", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    proven(proxyWithoutBackend(see), healthyBeside(see)),
    // A balancer that took the gateway out of service by its own health check says 503 as well.
    proven(proxyWithoutBackend(see), ownPortGood(see), not(status(see, 503))),
    suspect(proxyWithoutBackend(see)),
    // One of several backends may be down: some requests are answered.
    suspect(someEndAtProxy(see, 502, 503)),
  ],
  rivals: {
    DT201: "healthz inside the container is refused: the backend really is down, and the proxy only says so",
    DT209: "as DT201, and the process start time jumps",
    DT525: "503 of a balancer that marked the backend down, while a request to the backend itself with GET is good and with HEAD is 405",
    DT523: "only long answers end in 504; healthz is good",
    DT520: "only GitLab gets the page, the worker gets 200 {}",
  },
  remedy: [
    { do: "Read why: refused, unresolved name, or TLS against plain http give the same page and differ only in the error log", where: "proxy", command: "tail -n 20 <error log of the proxy>", expect: "`connect() failed (111: Connection refused)`, `host not found in upstream` or `SSL_do_handshake() failed`" },
    { do: "Point the upstream to the address and port where the gateway listens, plain http", where: "proxy configuration", command: "proxy_pass http://{gatewayHost}:5052;", expect: "healthz over the proxy is 200 {}" },
    { do: "If the gateway was recreated with a new address, let the proxy resolve again", where: "proxy", command: "nginx -s reload", expect: "200", risk: "none for open requests" },
  ],
  names: (read) => ({ status: statusOf(read("gateway/health")) }),
} satisfies Cause;
