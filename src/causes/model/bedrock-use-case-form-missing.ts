import { likely, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { bedrockRefusalHidden, gatewayGot, gatewayHeard, provider, stored, unseenModel } from "../../terms/model.ts";

export default {
  code: "DT382",
  name: "bedrock-use-case-form-missing",
  title: "AWS has not been told the use case for Anthropic's models in this account, so {identifier} is refused",
  hop: "model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(gatewayHeard(see, "use-case")),
    likely(provider(see, "bedrock"), gatewayGot(see, 404), stored(see, (endpoint) => /anthropic|claude/iu.test(endpoint.servedName ?? ""))),
    suspect(bedrockRefusalHidden(see), stored(see, (endpoint) => /anthropic|claude/iu.test(endpoint.servedName ?? ""))),
    suspect(unseenModel(see, "fast")),
  ],
  rivals: {
    DT385: "the code is 403",
    DT381: "the code is 400",
    DT380: "the code is 400 and speaks of on-demand throughput",
  },
  remedy: [
    { do: "Submit the use case form for Anthropic's models", where: "Amazon Bedrock > Model access, in the gateway's account", expect: "submitted" },
    { do: "Wait some 15 minutes and test again", where: "Admin > GitLab Duo > Configure models > {model}", expect: "GitLab's connection check of the model is good" },
  ],
} satisfies Cause;
