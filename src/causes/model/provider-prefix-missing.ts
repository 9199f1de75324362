import { likely, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { betterBy, contrast, gatewayGot, gatewayHeard, notGood, stored, unseenModel } from "../../terms/model.ts";

export default {
  code: "DT325",
  name: "provider-prefix-missing",
  title: "The identifier of model {model}, {identifier}, begins with {prefix}, which is not the provider that is meant",
  plainTitle: "The identifier of model {model} begins with something that is not the provider that is meant",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/identifier-sound", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(stored(see, (endpoint) => !endpoint.providerKnown), betterBy(see, "prefix-custom-openai"), notGood(see)),
    proven(gatewayHeard(see, "provider")),
    proven(stored(see, (endpoint) => !endpoint.providerKnown), gatewayGot(see, 400), contrast(see, (one) => one.change === "prefix-custom-openai" && one.result.outcome !== "unanswered" && one.result.code !== 400)),
    proven(stored(see, (endpoint) => endpoint.providerKnown && endpoint.provider !== "custom_openai"), contrast(see, (one) => one.change === "prefix-custom-openai" && one.result.outcome === "success"), notGood(see)),
    likely(stored(see, (endpoint) => !endpoint.providerKnown), gatewayGot(see, 400)),
    suspect(unseenModel(see, "fast")),
  ],
  rivals: {
    DT324: "the first part is custom_openai and the name is unknown",
    DT330: "with custom_openai/ the answer is still 401",
    DT350: "with custom_openai/ the answer is still 400",
    DT326: "the gateway asked a cloud model",
  },
  remedy: [
    { do: "Put custom_openai/ before the served name; the gateway splits at the first slash only", where: "Admin > GitLab Duo > Configure models > {model} > Model identifier", command: "custom_openai/{identifier}", expect: "GitLab's connection check of the model is good" },
  ],
  names: (read) => ({ prefix: read("model/endpoint")?.provider ?? undefined }),
} satisfies Cause;
