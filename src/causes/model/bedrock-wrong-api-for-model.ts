import { any, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { betterBy, chatSaid, gatewayGot, gatewayHeard, modelUnasked, provider, unseenModel } from "../../terms/model.ts";

export default {
  code: "DT386",
  name: "bedrock-wrong-api-for-model",
  title: "Bedrock Mantle does not serve {identifier} through the chat completions route of {endpoint}",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/endpoint-sound", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(provider(see, "bedrock_mantle"), betterBy(see, "mantle-openai-path")),
    proven(provider(see, "bedrock_mantle"), any(gatewayHeard(see, "wrong-api"), chatSaid(see, "wrong-api"))),
    suspect(provider(see, "bedrock_mantle"), gatewayGot(see, 400), modelUnasked(see)),
    suspect(unseenModel(see, "fast")),
  ],
  rivals: {
    DT381: "the code is 404 and the identifier has a region prefix",
    DT324: "the code is 404 without a prefix",
  },
  remedy: [
    { do: "Try the other route of Mantle", where: "Admin > GitLab Duo > Configure models > {model} > Endpoint", command: "https://bedrock-mantle.<region>.api.aws/openai/v1", expect: "GitLab's connection check of the model is good" },
    { do: "Models that offer only other routes do not work through Mantle: use bedrock/<id> or anthropic/<id>", where: "Admin > GitLab Duo > Configure models > {model} > Model identifier", expect: "GitLab's connection check of the model is good" },
  ],
} satisfies Cause;
