import { suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentPortMayBeOpen } from "../../terms/gateway.ts";
import { proxyWithoutBackend, refused } from "../../terms/network.ts";
import { deadBeside } from "../../terms/beside.ts";

export default {
  code: "DT204",
  name: "gateway-setting-invalid",
  title: "The AI gateway stopped at start because one of its settings has a value that it cannot read",
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
    DT203: "log: errno 98",
    DT205: "log: SSL or FileNotFoundError traceback",
    DT201: "log: no start-up error at all",
  },
  remedy: [
    { do: "Read the field name in the error; settings nest with double underscores", where: "gateway log", command: "docker logs --tail 80 <container>", expect: "the field and the reason" },
    { do: "Correct the value: true/false, a whole number, or valid JSON as the setting wants", where: "gateway container settings", expect: "no quotes left inside the value by the env file" },
    { do: "Recreate the container (a restart keeps old variables)", where: "gateway host", command: "docker rm -f <container> ; docker run ...", expect: "healthz 200", risk: "short interruption" },
  ],
} satisfies Cause;
