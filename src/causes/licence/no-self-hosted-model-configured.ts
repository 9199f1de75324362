import { proven } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { licenceNotBad } from "../../terms/licence.ts";

export default {
  code: "DT636",
  name: "no-self-hosted-model-configured",
  title: "No self-hosted model is entered in GitLab, although a self-hosted gateway is",
  hop: "licence",
  severity: "outage",
  breaks: ["all"],
  explains: { codes: ["A9999"], checks: ["licence/models-configured", "licence/features-assigned", "licence/code-completion-assigned", "gateway/editor-tokens", "gateway-to-model/completion-answers"] },
  proof: (see) => [
    proven(
      see("gitlab/models", (list) => list.models.length === 0),
      see("gitlab/application-settings", () => true),
      see("gitlab/duo-settings", (settings) => settings.aiGatewayUrl !== null),
      licenceNotBad(see),
    ),
  ],
  consequenceOf: ["DT601", "DT602", "DT603"],
  rivals: {
    DT907: "application/settings is 403: the empty list may be a refusal",
    DT101: "the gateway URL is not set either: nothing self-hosted is configured yet",
    DT631: "models exist and the feature is not assigned to one",
  },
  remedy: [
    { do: "Add the model: family, endpoint with /v1 for OpenAI-style servers, identifier with its provider prefix", where: "Admin > GitLab Duo > Configure models", expect: "Test connection succeeds" },
    { do: "Assign it to features", where: "Admin > GitLab Duo > Configure features", expect: "provider self_hosted" },
    { do: "Run the check", where: "chat", command: "/duo check {stack}" },
  ],
} satisfies Cause;
