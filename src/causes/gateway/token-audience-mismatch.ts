import { suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { discoveryGood, wrongKeys } from "../../terms/gateway.ts";

export default {
  code: "DT256",
  name: "token-audience-mismatch",
  title: "The gateway expects tokens for another service and refuses those of GitLab",
  hop: "gateway",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999", "A1001", "M4000"], checks: ["gateway/holds-keys", "gateway/accepts-tokens", "gateway-to-model/answers", "gateway-to-model/completion-answers", "gateway-to-model/chat-answers", "agent-platform/gitlab-reaches"] },
  proof: (see) => [
    suspect(wrongKeys(see), discoveryGood(see)),
  ],
  rivals: {
    DT251: "exception is `Signature verification failed.`",
    DT241: "exception is `Signature verification failed.` with foreign kids",
    DT255: "exception names nbf or exp",
    DT424: "only flows fail: GitLab sent a token of the other service",
  },
  remedy: [
    { do: "Remove the variable; the default is right for self-hosted", where: "gateway container settings", command: "unset AIGW_CLOUD_CONNECTOR_SERVICE_NAME", expect: "absent in docker inspect" },
    { do: "Recreate the container and run the connection check", where: "GitLab, Test connection", expect: "no code 401", risk: "short interruption" },
  ],
} satisfies Cause;
