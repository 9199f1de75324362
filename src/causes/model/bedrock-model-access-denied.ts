import { likely, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { bedrockRefusalHidden, gatewayGot, gatewayHeard, provider, unseenModel } from "../../terms/model.ts";

export default {
  code: "DT385",
  name: "bedrock-model-access-denied",
  title: "The gateway's AWS identity may not use {identifier}",
  hop: "model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(gatewayHeard(see, "access")),
    likely(provider(see, "bedrock"), gatewayGot(see, 403), see.some("gitlab/connection-check", (check) => check.best.outcome === "success", "other")),
    suspect(bedrockRefusalHidden(see)),
    suspect(provider(see, "bedrock"), see("gitlab/connection-check", (check) => check.best.outcome === "model-code" && check.best.code === 403)),
    suspect(unseenModel(see, "later")),
  ],
  rivals: {
    DT383: "every Bedrock model fails",
    DT382: "the text is about use case details",
    DT380: "the code is 400",
  },
  remedy: [
    { do: "Allow bedrock:InvokeModel and bedrock:InvokeModelWithResponseStream on the model and its inference profile", where: "AWS IAM, the gateway's identity", expect: "the policy simulator allows both; without the second only streaming fails" },
    { do: "Request access to the model in the region", where: "Amazon Bedrock > Model access", expect: "access granted" },
  ],
} satisfies Cause;
