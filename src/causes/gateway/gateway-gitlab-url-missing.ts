import { suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { agentPortNotOpen } from "../../terms/gateway.ts";
import { refused } from "../../terms/network.ts";
import { deadBeside } from "../../terms/beside.ts";

export default {
  code: "DT211",
  name: "gateway-gitlab-url-missing",
  title: "The gateway container ends at start because AIGW_GITLAB_URL is not set",
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
    DT240: "there the process runs and healthz is 200: an image that falls back to https://gitlab.com instead of refusing to start",
    DT201: "the variable is in the container definition",
  },
  remedy: [
    { do: "Add the address of your GitLab, scheme included and without a path", where: "gateway container settings", command: "AIGW_GITLAB_URL={gitlabUrl}", expect: "listed in docker inspect" },
    { do: "Add the API address beside it", where: "gateway container settings", command: "AIGW_GITLAB_API_URL={gitlabUrl}/api/v4/" },
    { do: "Recreate the container; then look whether keys load", where: "gateway log", command: "docker logs <container> | grep 'JWKS refreshed'", expect: "after the first authenticated request a line with non-empty kids" },
  ],
} satisfies Cause;
