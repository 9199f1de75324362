import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { bedrockRefusalHidden, betterBy, gatewayGot, gatewayHeard, provider, stored, unseenModel } from "../../terms/model.ts";

export default {
  code: "DT380",
  name: "bedrock-on-demand-not-offered",
  title: "Bedrock offers {identifier} only through an inference profile, and the identifier has no region prefix",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/identifier-sound", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(provider(see, "bedrock"), betterBy(see, "region-prefix-added"), stored(see, (endpoint) => !/^(?:us-gov|us|eu|apac|global|jp|au|ca)\./u.test(endpoint.servedName ?? ""))),
    proven(gatewayHeard(see, "on-demand")),
    suspect(provider(see, "bedrock"), gatewayGot(see, 400), stored(see, (endpoint) => !/^(?:us-gov|us|eu|apac|global|jp|au|ca)\./u.test(endpoint.servedName ?? ""))),
    suspect(bedrockRefusalHidden(see), stored(see, (endpoint) => !/^(?:us-gov|us|eu|apac|global|jp|au|ca)\./u.test(endpoint.servedName ?? ""))),
    suspect(unseenModel(see, "fast")),
  ],
  rivals: {
    DT381: "the identifier has a prefix already",
    DT385: "the code is 403",
    DT382: "the code is 404",
  },
  remedy: [
    { do: "Look up the inference profiles of the gateway's region", where: "a shell with AWS rights", command: "aws bedrock list-inference-profiles --region <region>", expect: "an id such as us.anthropic.<model>" },
    { do: "Put that id after bedrock/", where: "Admin > GitLab Duo > Configure models > {model} > Model identifier", command: "bedrock/us.<vendor>.<model>", expect: "GitLab's connection check of the model is good" },
  ],
} satisfies Cause;
