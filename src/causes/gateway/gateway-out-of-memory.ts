import { suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentPortNotOpen } from "../../terms/gateway.ts";
import { proxyWithoutBackend, refused } from "../../terms/network.ts";
import { deadBeside } from "../../terms/beside.ts";

export default {
  code: "DT209",
  name: "gateway-out-of-memory",
  title: "The AI gateway is killed again and again for lack of memory",
  hop: "gateway",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "A1003", "M4000"], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    ...deadBeside(
      see,
      suspect(refused(see), agentPortNotOpen(see)),
      suspect(proxyWithoutBackend(see), agentPortNotOpen(see)),
    ),
  ],
  rivals: {
    DT201: "exit code other than 137 and no restarts",
    DT216: "slow answers without restarts: `process_start_time_seconds` stays the same",
    DT530: "accepted connections are cut while the gateway process keeps its start time",
    DT525: "503 only from the load balancer; the gateway process keeps its start time",
  },
  remedy: [
    { do: "Confirm the kill", where: "gateway host", command: "docker inspect --format '{{.State.OOMKilled}} {{.State.ExitCode}} {{.RestartCount}}' <container>", expect: "true or 137" },
    { do: "Raise the memory limit: 512 MB is the minimum, 2 CPU with 8 GB carries about 40 requests at once", where: "container definition", expect: "no new restarts under load" },
    { do: "Fewer uvicorn workers if WEB_CONCURRENCY was raised; each worker holds its own copy of everything", where: "gateway container settings", command: "WEB_CONCURRENCY=1", expect: "steady memory", risk: "less parallel work" },
  ],
} satisfies Cause;
