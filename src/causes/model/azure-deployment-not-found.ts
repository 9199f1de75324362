import { likely, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gatewayGot, gatewayHeard, provider, stored, unseenModel } from "../../terms/model.ts";

export default {
  code: "DT387",
  name: "azure-deployment-not-found",
  title: "Azure OpenAI at {endpointHost} knows no deployment {servedName}, or not under this path and api-version",
  plainTitle: "Azure OpenAI knows no such deployment, or not under this path and api-version",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A1001", "A1004", "A1008", "M4000"], checks: ["gateway-to-model/endpoint-sound", "gateway-to-model/identifier-sound", "gateway-to-model/answers", "gateway-to-model/chat-answers", "gateway-to-model/completion-answers", "model/answers"] },
  per: "model",
  proof: (see) => [
    proven(provider(see, "azure"), stored(see, (endpoint) => /(?:^|\.)azure\.(?:com|us|cn)$/u.test(endpoint.host ?? "") && endpoint.path === ""), gatewayGot(see, 404)),
    proven(provider(see, "azure"), gatewayHeard(see, "model-unknown", "route-unknown")),
    likely(provider(see, "azure"), gatewayGot(see, 404)),
    suspect(unseenModel(see, "fast")),
  ],
  rivals: {
    DT388: "the code is 401",
    DT322: "the endpoint holds a full path",
  },
  remedy: [
    { do: "Use the deployment's name, not the model's", where: "Admin > GitLab Duo > Configure models > {model} > Model identifier", command: "azure/<deployment name>", expect: "GitLab's connection check of the model is good" },
    { do: "Give the bare resource as endpoint", where: "Admin > GitLab Duo > Configure models > {model} > Endpoint", command: "https://<resource>.openai.azure.com", expect: "GitLab's connection check of the model is good" },
    { do: "If the text says `Resource not found`, set another api-version", where: "gateway container's environment", command: "AZURE_API_VERSION=<version>", expect: "GitLab's connection check of the model is good", risk: "the container is recreated: running requests are cut" },
  ],
} satisfies Cause;
