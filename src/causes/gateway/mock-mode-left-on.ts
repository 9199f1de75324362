import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

// What the gateway says by itself, to the letter.
const canned = ["mock", "mock completion"];

export default {
  code: "DT223",
  name: "mock-mode-left-on",
  title: "The gateway answers with canned text: mock mode is on and no model is asked",
  hop: "gateway",
  severity: "outage",
  breaks: ["chat", "code-completion", "code-generation"],
  explains: { codes: ["A1002"], checks: ["gateway/real-models"] },
  proof: (see) => [
    proven(see("gitlab/completion", (value) => value.status === 200 && value.text !== null && canned.includes(value.text.trim()))),
    proven(see.some("gateway/chat", (value) => value.outcome === "mock")),
    proven(see.some("gateway/model-check", (value) => value.outcome === "ok" && value.text !== null && canned.includes(value.text.trim()))),
    proven(see.some("gitlab/connection-contrast", (value) => value.contrasts.some((one) => one.change === "impossible-endpoint" && one.result.outcome === "success"))),
  ],
  rivals: {
    DT326: "with the impossible endpoint the answer is an error that names a cloud provider, not a success",
  },
  remedy: [
    { do: "Remove both switches", where: "gateway container settings", command: "unset AIGW_MOCK_MODEL_RESPONSES AIGW_USE_AGENTIC_MOCK", expect: "absent in docker inspect" },
    { do: "Recreate the container and test the model", where: "GitLab, Admin > GitLab Duo > self-hosted models > Test connection", expect: "success with the real endpoint, failure with an impossible one", risk: "short interruption; faults of the model leg that the mock hid appear now" },
  ],
} satisfies Cause;
