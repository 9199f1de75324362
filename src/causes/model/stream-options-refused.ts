import { proven, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { accepted, chatFeature, gatewayChats, gatewayAnswers, gatewayHeard, modelUnasked, usedFor } from "../../terms/model.ts";
import { shapeRefused } from "../../terms/shapes.ts";

export default {
  code: "DT354",
  name: "stream-options-refused",
  title: "The model server of {model} refuses the field `stream_options`, which the gateway sends with every stream",
  hop: "gateway-to-model",
  severity: "outage",
  breaks: ["chat", "agentic-chat", "flows"],
  explains: { codes: ["A1004", "A1008"], checks: ["model/takes-chat-shape", "model/streams", "gateway-to-model/chat-answers"] },
  per: "model",
  proof: (see) => [
    proven(shapeRefused(see, "streamOptions"), see("model/shapes", (shapes) => accepted(shapes.withoutStreamOptions)), unlessSeen(gatewayChats(see))),
    proven(gatewayHeard(see, "stream-options")),
    suspect(usedFor(see, chatFeature), gatewayAnswers(see), modelUnasked(see), see("gitlab/chat", (chat) => chat.code === "A1004" && chat.ms < 25_000)),
  ],
  rivals: {
    DT360: "a stream without the field is unusable too",
    DT353: "the refusal names `stop`",
    DT352: "the refusal is about the last turn",
  },
  remedy: [
    { do: "Update the model server or the proxy before it: current OpenAI-compatible servers know the field", where: "model host", expect: "the streamed request answers 200" },
    { do: "Until then let the gateway ask without streaming", where: "gateway container's environment", command: "AIGW_CUSTOM_MODELS__DISABLE_STREAMING=true", expect: "chat answers, in one piece", risk: "users wait for the whole answer; the container is recreated" },
  ],
} satisfies Cause;
