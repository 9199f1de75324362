import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT420",
  name: "agent-signing-key-missing",
  title: "The agent service has no usable signing key, so it cannot issue the tokens that every flow needs",
  hop: "agent-platform",
  severity: "outage",
  breaks: ["agentic-chat", "flows"],
  explains: { codes: ["DCR4005"], checks: ["agent-platform/token-route"] },
  proof: (see) => [
    proven(see("gitlab/agent-token-route", (value) => value.grpcStatus === 2 && value.said !== null && value.said.includes("JWSError"))),
    proven(
      see("gitlab/agent-token-route", (value) => value.status === 400 && value.grpcStatus !== null && ![7, 14, 16].includes(value.grpcStatus) && !(value.said ?? "").includes("customersdot_url")),
      see("gitlab/health-check", (value) => value.agentService.some((row) => row.kind === "self-hosted" && row.success)),
      see("gitlab/version", (value) => value.major * 1000 + value.minor >= 18_005),
    ),
  ],
  rivals: {
    DT402: "the 400 text is `customersdot_url cannot be empty`, or status 16",
    DT422: "status 16 `Forbidden by auth provider`",
    DT637: "status 7 `Unauthorized to generate token`",
    DT412: "status 14 with WRONG_VERSION_NUMBER or `Socket closed`",
    DT257: "code_suggestions/direct_access answers 503 too: the gateway's own key is missing as well (other variable: AIGW_SELF_SIGNED_JWT__SIGNING_KEY)",
  },
  remedy: [
    { do: "Make two RSA keys of 2048 bits", where: "gateway host", command: "openssl genrsa -out dws_signing.key 2048; openssl genrsa -out dws_validation.key 2048", expect: "two files that begin with -----BEGIN", risk: "keep them secret; every gateway replica needs the same pair" },
    { do: "Hand them to the container with real line breaks; an env file that turns them into \\n spoils them", where: "gateway container's environment", command: "-e DUO_WORKFLOW_SELF_SIGNED_JWT__SIGNING_KEY=\"$(cat dws_signing.key)\" -e DUO_WORKFLOW_SELF_SIGNED_JWT__VALIDATION_KEY=\"$(cat dws_validation.key)\"", expect: "agent direct access 201", risk: "the container is recreated; tokens of running flows become invalid" },
    { do: "The JWKError and UnboundLocalError lines at start go away with it; by themselves they are harmless", where: "gateway log", expect: "no `Unable to load PEM file` at start" },
  ],
} satisfies Cause;
