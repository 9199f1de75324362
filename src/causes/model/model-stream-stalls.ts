import { any, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { chatFeature, gatewayAnswers, gatewayHeard, modelUnasked, usedFor } from "../../terms/model.ts";
import { gatewayStreams, gitlabStreams, modelStreamUnseen } from "../../terms/streams.ts";

export default {
  code: "DT363",
  name: "model-stream-stalls",
  title: "Model {model} begins to answer and then falls silent with the connection open",
  hop: "model",
  severity: "degraded",
  breaks: ["chat", "agentic-chat", "flows"],
  explains: { codes: ["A1000", "A1003", "A1004", "A1008"], checks: ["model/streams", "gateway-to-model/chat-answers", "gitlab-to-gateway/streams-pass"] },
  per: "model",
  proof: (see) => [
    proven(see("model/stream", (stream) => stream.state === "stalls" && stream.steady)),
    proven(gatewayHeard(see, "stalled")),
    suspect(any(gatewayStreams(see, "stalls"), gitlabStreams(see, "stalls")), modelStreamUnseen(see)),
    // The gateway waits 30 s for more, and then says so.
    suspect(usedFor(see, chatFeature), gatewayAnswers(see), modelUnasked(see), see("gitlab/chat", (chat) => (chat.code === "A1003" || chat.code === "A1004") && chat.ms >= 25_000)),
  ],
  rivals: {
    DT362: "the connection ends",
    DT341: "the silence is before the first data",
    DT342: "requests are waiting",
    DT361: "everything arrives in the end, in one burst",
  },
  remedy: [
    { do: "Look at the engine's queue and preemptions at that moment", where: "model host", command: "curl -sS http://127.0.0.1:{endpointPort}/metrics | grep -E 'num_preemptions|num_requests_waiting|cache_usage'", expect: "no preemptions" },
    { do: "Look for a hung worker or GPU and restart the server", where: "model host", command: "docker logs --since 10m <model container>; nvidia-smi", expect: "streams without gaps", risk: "running requests are lost; loading takes minutes" },
  ],
} satisfies Cause;
