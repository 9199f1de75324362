import { proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentPortNotOpen } from "../../terms/gateway.ts";
import { refused } from "../../terms/network.ts";
import { healthyBeside, otherImage } from "../../terms/beside.ts";

export default {
  code: "DT202",
  name: "gateway-port-not-published",
  title: "The AI gateway runs, but its port {gatewayPort} is not published outside its container",
  plainTitle: "The AI gateway runs, but its port is not published outside its container",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    proven(refused(see), healthyBeside(see), unlessSeen(otherImage(see))),
    suspect(refused(see), agentPortNotOpen(see)),
  ],
  rivals: {
    DT201: "healthz inside the container: 200 here, refused there",
    DT206: "inside the container the listener is on 5000, not 5052",
    DT505: "another port of the same host answers healthz 200 {} from outside: published, but under another number than GitLab uses",
    DT503: "connect is refused here, times out there",
    DT403: "only 50052 is refused while healthz on the gateway URL is good",
  },
  remedy: [
    { do: "Publish the API port, and the agent port with it", where: "gateway host", command: "docker run -p 5052:5052 -p 50052:50052 ...   (or the Service / Ingress of the chart)", expect: "the port list shows 0.0.0.0:5052->5052", risk: "the container is recreated: keep all -e settings" },
    { do: "Check that the publication is not bound to loopback only", where: "gateway host", command: "docker port <container>", expect: "an address that GitLab can reach, not 127.0.0.1" },
    { do: "Ask from the GitLab node", where: "GitLab node", command: "curl -sv http://{gatewayHost}:5052/monitoring/healthz", expect: "200 and {}" },
  ],
} satisfies Cause;
