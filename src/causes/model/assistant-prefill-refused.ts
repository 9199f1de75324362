import { all, likely, proven, suspect, type Term, unlessSeen } from "../../core/truth.ts";
import type { Cause, See } from "../../facts/rules.ts";
import { accepted, chatFeature, gatewayChats, gatewayAnswers, gatewayGood, gatewayHeard, modelUnasked, stored, usedFor } from "../../terms/model.ts";
import { shapeRefused } from "../../terms/shapes.ts";

/** Family mistral makes the gateway go on with the last turn, and the server takes that. */
const curedByFamily = (see: See): Term => all(stored(see, (endpoint) => endpoint.family === "mistral"), see("model/shapes", (shapes) => accepted(shapes.prefillContinued)));

export default {
  code: "DT352",
  name: "assistant-prefill-refused",
  title: "Model {model} refuses a conversation that ends with an assistant turn, which classic chat sends",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["chat"],
  explains: { codes: ["A1004"], checks: ["model/takes-chat-shape", "gateway-to-model/chat-answers"] },
  per: "model",
  proof: (see) => [
    proven(usedFor(see, chatFeature), shapeRefused(see, "prefill"), unlessSeen(gatewayChats(see)), unlessSeen(curedByFamily(see))),
    proven(gatewayHeard(see, "prefill")),
    proven(gatewayHeard(see, "roles"), gatewayGood(see)),
    likely(usedFor(see, chatFeature), stored(see, (endpoint) => endpoint.family === "general" && /mistral|mixtral|ministral|devstral/iu.test(endpoint.servedName ?? "")), gatewayAnswers(see), see("gitlab/chat", (chat) => chat.code === "A1004")),
    suspect(usedFor(see, chatFeature), gatewayAnswers(see), modelUnasked(see), see("gitlab/chat", (chat) => chat.code === "A1004" && chat.ms < 25_000)),
  ],
  rivals: {
    DT351: "a system turn is refused as well",
    DT353: "the refusal names `stop`",
    DT343: "the refusal is about length",
    DT354: "the refusal names stream_options",
  },
  remedy: [
    { do: "For a Mistral model set family `mistral`: only then the gateway asks the server to go on with the last turn", where: "Admin > GitLab Duo > Configure models > {model} > Model family", expect: "chat answers" },
    { do: "For a newer Claude on Bedrock install a newer gateway image", where: "gateway host", command: "self-hosted-v{version}-ee", expect: "chat answers", risk: "the container is recreated: running requests are cut" },
    { do: "Or serve the model with a template that accepts a trailing assistant turn", where: "model host", expect: "chat answers", risk: "the restart takes the load time" },
  ],
} satisfies Cause;
