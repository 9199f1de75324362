import { suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentPortNotOpen, releaseNumber } from "../../terms/gateway.ts";
import { refused } from "../../terms/network.ts";
import { deadBeside } from "../../terms/beside.ts";

export default {
  code: "DT208",
  name: "gateway-wrong-architecture",
  title: "The gateway image is built for another processor than the host has, so the container does not run",
  hop: "gateway",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gitlab-to-gateway/worker-reaches", "gitlab-to-gateway/gitlab-reaches", "gitlab-to-gateway/health", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/reachable", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    ...deadBeside(
      see,
      suspect(refused(see), agentPortNotOpen(see), unlessSeen(see("gateway/address", (value) => value.imageRelease !== null && releaseNumber(value.imageRelease) >= releaseNumber("19.0")))),
    ),
  ],
  rivals: {
    DT207: "runtime text says the image or manifest is unknown",
    DT201: "host and image architecture are equal",
    DT209: "exit code 137 instead of exec format error",
  },
  remedy: [
    { do: "Ask for the amd64 image by name, on a host with emulation", where: "gateway host", command: "docker run --platform linux/amd64 ...", expect: "container stays Up", risk: "emulation is slow; good for a trial, not for load" },
    { do: "Or use a tag of 19.0 or later, which also exists for arm64, if GitLab has the same minor version", where: "container definition", expect: "image architecture equals `uname -m`" },
    { do: "Ask for health", where: "gateway host", command: "curl -s http://127.0.0.1:5052/monitoring/healthz", expect: "{}" },
  ],
} satisfies Cause;
