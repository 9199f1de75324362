import { likely, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentPortNotOpen } from "../../terms/gateway.ts";
import { proxyWithoutBackend, refused } from "../../terms/network.ts";
import { deadBeside, nothingRuns } from "../../terms/beside.ts";

export default {
  code: "DT201",
  name: "gateway-not-running",
  title: "No AI gateway process is running behind {gatewayUrl}, and no start-up error says why",
  hop: "gateway",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    likely(refused(see), nothingRuns(see)),
    ...deadBeside(
      see,
      suspect(refused(see), agentPortNotOpen(see)),
      suspect(proxyWithoutBackend(see), agentPortNotOpen(see)),
    ),
  ],
  rivals: {
    DT202: "healthz asked inside the container: 200 means the process lives and only the port is not published",
    DT203: "last log lines: `Address already in use` after `Metrics HTTP server running on`",
    DT204: "last log lines: a pydantic error that names a setting",
    DT205: "last log lines: SSL or FileNotFoundError traceback at `Starting the server with TLS encryption.`",
    DT206: "port 5000 listens in the container instead of 5052",
    DT207: "the container runtime reports image not found or manifest unknown",
    DT208: "the container runtime reports a platform mismatch or exec format error",
    DT211: "log line `AIGW_GITLAB_URL must be set`",
    DT505: "another port of the same host answers healthz 200 {}",
    DT521: "an HTML 502/503/504 from a proxy instead of a refused connection",
  },
  remedy: [
    { do: "Look at the state of the container and its last 50 log lines; a start-up error there is the real cause", where: "gateway host", command: "docker ps -a ; docker logs --tail 50 <container>", expect: "state and exit code; 137 means out of memory (DT209)" },
    { do: "Start the container, with a restart policy so that it survives a reboot", where: "gateway host", command: "docker start <container> ; docker update --restart unless-stopped <container>", expect: "container Up", risk: "none for GitLab; requests in flight on this container are lost" },
    { do: "Do not trust `Up` alone: the launcher keeps the container alive when one of its two services died", where: "gateway host", command: "curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:5052/monitoring/healthz", expect: "200" },
  ],
} satisfies Cause;
