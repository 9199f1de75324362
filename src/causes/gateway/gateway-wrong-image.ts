import { proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { agentPortNotOpen } from "../../terms/gateway.ts";
import { gitlabWorks, proxyWithoutBackend, refused, workerMeets } from "../../terms/network.ts";
import { deadBeside, otherImage } from "../../terms/beside.ts";

const cloudImage = (see: See) => see("gateway/elsewhere", (value) => value.tried.some((one) => one.change === "other-port" && one.url.endsWith(":5000") && one.good && one.gateway));

export default {
  code: "DT206",
  name: "gateway-wrong-image",
  title: "The container runs the cloud image of the gateway, not the self-hosted one, so nothing listens on 5052",
  hop: "gateway",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    proven(refused(see), otherImage(see)),
    ...deadBeside(
      see,
      proven(workerMeets(see, "refused"), cloudImage(see), unlessSeen(gitlabWorks(see))),
      suspect(refused(see), agentPortNotOpen(see)),
      suspect(proxyWithoutBackend(see), agentPortNotOpen(see)),
    ),
  ],
  rivals: {
    DT201: "port 5000 is closed too",
    DT505: "a gateway answers on another port, and custom models are on (connection check does not say `AI Gateway returned code 400`)",
    DT221: "there 5052 answers and only custom models are off",
  },
  remedy: [
    { do: "Compare the image with the self-hosted name for your GitLab version", where: "gateway host", command: "docker inspect --format '{{.Config.Image}}' <container>", expect: "tag self-hosted-vX.Y.Z-ee" },
    { do: "Recreate the container from the self-hosted image, same settings", where: "gateway host", command: "docker run ... <self-hosted image>:self-hosted-v<X.Y.Z>-ee", expect: "5052 and 50052 listen", risk: "short interruption" },
    { do: "Ask for health", where: "GitLab node", command: "curl -s http://{gatewayHost}:5052/monitoring/healthz", expect: "{}" },
  ],
} satisfies Cause;
