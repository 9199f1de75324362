import { suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentPortMayBeOpen } from "../../terms/gateway.ts";
import { proxyWithoutBackend, refused } from "../../terms/network.ts";
import { deadBeside } from "../../terms/beside.ts";

export default {
  code: "DT203",
  name: "gateway-metrics-port-taken",
  title: "The AI gateway stopped at start because its metrics port is already in use",
  hop: "gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers"] },
  proof: (see) => [
    ...deadBeside(
      see,
      suspect(refused(see), agentPortMayBeOpen(see)),
      suspect(proxyWithoutBackend(see), agentPortMayBeOpen(see)),
    ),
  ],
  rivals: {
    DT201: "log: no Address already in use",
    DT204: "log: pydantic error instead of errno 98",
    DT205: "log: TLS file error instead of errno 98",
    DT402: "there 5052 answers and 50052 is closed; here it is the other way round",
  },
  remedy: [
    { do: "Move the metrics port of the gateway to a free number", where: "gateway container settings", command: "AIGW_FASTAPI__METRICS_PORT=8083", expect: "no other listener on that number (8083 is by convention the metrics port of the agent service: choose another if PROMETHEUS_METRICS__PORT uses it)" },
    { do: "Recreate the container and read the log", where: "gateway host", command: "docker logs --tail 50 <container>", expect: "no errno 98, uvicorn starts", risk: "short interruption" },
    { do: "Ask for health", where: "gateway host", command: "curl -s http://127.0.0.1:5052/monitoring/healthz", expect: "{}" },
  ],
} satisfies Cause;
