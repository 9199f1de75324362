import { likely, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { completionFailed, provider, stored, unseenModel } from "../../terms/model.ts";

export default {
  code: "DT388",
  name: "azure-key-or-endpoint-refused",
  title: "Azure OpenAI at {endpointHost} refuses the key of model {model}: wrong key, or a key of another resource or region",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["model/key-accepted", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(provider(see, "azure"), see("gateway/chat", (chat) => chat.withKey && chat.outcome === "error" && chat.about === "key")),
    likely(provider(see, "azure"), see("gitlab/connection-check", (check) => check.withKey?.outcome === "model-code" && check.withKey.code === 401)),
    likely(provider(see, "azure"), stored(see, (endpoint) => endpoint.hasApiToken === true), see("gitlab/connection-check", (check) => check.withoutKey?.outcome === "model-code" && check.withoutKey.code === 401), completionFailed(see, "fast")),
    // Rules of its network refuse with 403 before a key is looked at.
    suspect(provider(see, "azure"), see("gitlab/connection-check", (check) => check.best.outcome === "model-code" && check.best.code === 403)),
    suspect(unseenModel(see, "fast")),
  ],
  rivals: {
    DT330: "no key is stored",
    DT387: "the code is 404: the key was accepted",
    DT332: "the code is 403",
  },
  remedy: [
    { do: "Copy endpoint and key from one and the same resource", where: "Azure portal > the Azure OpenAI resource > Keys and Endpoint", expect: "its host is {endpointHost}" },
    { do: "Store both", where: "Admin > GitLab Duo > Configure models > {model}", expect: "GitLab's connection check of the model is good" },
  ],
} satisfies Cause;
