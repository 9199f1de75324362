import { suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentPortNotOpen } from "../../terms/gateway.ts";
import { refused } from "../../terms/network.ts";
import { deadBeside } from "../../terms/beside.ts";

export default {
  code: "DT207",
  name: "gateway-image-tag-missing",
  title: "The gateway container was never created because its image tag does not exist",
  hop: "gateway",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    ...deadBeside(
      see,
      suspect(refused(see), agentPortNotOpen(see)),
    ),
  ],
  rivals: {
    DT208: "runtime text names a platform mismatch; the tag exists",
    DT201: "a container exists and has exited",
    DT211: "a container exists and its log says AIGW_GITLAB_URL must be set",
  },
  remedy: [
    { do: "Pick the newest tag of the same minor version as GitLab; there is no `latest`", where: "container definition", command: "image tag: self-hosted-v<X.Y.Z>-ee", expect: "same X.Y as GitLab, patch may differ" },
    { do: "Pull it by hand first", where: "gateway host", command: "docker pull <image>:self-hosted-v<X.Y.Z>-ee", expect: "download completes" },
    { do: "Create the container and ask for health", where: "gateway host", command: "curl -s http://127.0.0.1:5052/monitoring/healthz", expect: "{}" },
  ],
} satisfies Cause;
