import { proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { bedrockRefusalHidden, betterBy, gatewayGot, gatewayHeard, provider, stored, unseenModel } from "../../terms/model.ts";

export default {
  code: "DT381",
  name: "bedrock-region-prefix-wrong",
  title: "The region prefix in {identifier} does not exist for the gateway's AWS region",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/identifier-sound", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(provider(see, "bedrock", "bedrock_mantle"), betterBy(see, "region-prefix-removed", "region-prefix-added"), stored(see, (endpoint) => /^(?:us-gov|us|eu|apac|global|jp|au|ca)\./u.test(endpoint.servedName ?? ""))),
    proven(gatewayHeard(see, "region"), stored(see, (endpoint) => /^(?:us-gov|us|eu|apac|global|jp|au|ca)\./u.test(endpoint.servedName ?? ""))),
    suspect(provider(see, "bedrock"), gatewayGot(see, 400), stored(see, (endpoint) => /^(?:us-gov|us|eu|apac|global|jp|au|ca)\./u.test(endpoint.servedName ?? ""))),
    suspect(bedrockRefusalHidden(see), stored(see, (endpoint) => /^(?:us-gov|us|eu|apac|global|jp|au|ca)\./u.test(endpoint.servedName ?? ""))),
    suspect(unseenModel(see, "fast")),
  ],
  rivals: {
    DT380: "the identifier has no prefix",
    DT324: "the rest of the id is misspelt",
    DT386: "without the prefix it still fails",
  },
  remedy: [
    { do: "Read the gateway's region and the profiles that exist there", where: "a shell with AWS rights", command: "aws bedrock list-inference-profiles --region <region>", expect: "either ids with a prefix, or none for this model" },
    { do: "Use the prefix of that region, or none where there are no profiles", where: "Admin > GitLab Duo > Configure models > {model} > Model identifier", command: "bedrock/<vendor>.<model>", expect: "GitLab's connection check of the model is good" },
  ],
} satisfies Cause;
