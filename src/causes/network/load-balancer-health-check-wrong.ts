import { suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { proxyWithoutBackend } from "../../terms/network.ts";

export default {
  code: "DT525",
  name: "load-balancer-health-check-wrong",
  title: "The load balancer marks a healthy gateway as down, because its health check asks the wrong way",
  hop: "gitlab-to-gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/health", "gitlab-to-gateway/gitlab-reaches", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    suspect(proxyWithoutBackend(see), see("gateway/health", (value) => value.result.kind === "answer" && value.result.status === 503)),
  ],
  rivals: {
    DT521: "gateway log shows no health requests at all: the proxy never reaches it",
    DT201: "healthz inside the container is refused",
    DT243: "healthz hangs for 10 s or more after a start: probes time out because of a blocked key fetch",
    DT209: "exit code 137 instead of a killed probe",
  },
  remedy: [
    { do: "Check with GET on the health route and nothing else: HEAD is 405, /monitoring/ready is 500 on a good self-hosted gateway, / is 401", where: "balancer, ingress or pod definition", command: "GET /monitoring/healthz, expect 200", expect: "backend marked up" },
    { do: "Give it patience: timeout above 20 s at start", where: "same place", expect: "no flapping", risk: "a dead backend is noticed later" },
    { do: "Ask over the balancer", where: "GitLab node", command: "curl -s https://<gateway name>/monitoring/healthz", expect: "{}" },
  ],
} satisfies Cause;
