import { any, proven, suspect } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { gatewayGood, modelUnasked } from "../../terms/model.ts";
import { gatewayStreamCut, gitlabStreamCut, modelStreamUnseen } from "../../terms/streams.ts";

export default {
  code: "DT362",
  name: "model-stream-cut",
  title: "Long answers of model {model} are cut in the middle: the stream ends without a finish reason",
  hop: "gateway-to-model",
  severity: "degraded",
  breaks: ["chat", "agentic-chat", "flows"],
  explains: { codes: ["A1003", "A1004", "A1008"], checks: ["model/streams", "gateway-to-model/chat-answers", "gitlab-to-gateway/streams-pass"] },
  per: "model",
  proof: (see) => [
    proven(see("model/stream", (stream) => stream.state === "cut" && stream.steady)),
    proven(see("model/stream", (stream) => stream.state === "error-inside" && stream.steady)),
    suspect(see("gateway/chat", (chat) => chat.outcome === "silent"), gatewayGood(see), modelUnasked(see)),
    // Gateways before the error events of 2026 passed the cut on.
    suspect(any(gatewayStreamCut(see), gitlabStreamCut(see)), modelStreamUnseen(see)),
  ],
  rivals: {
    DT523: "the model's own streams come whole",
    DT363: "the connection stays open and silent",
    DT303: "after the cut the port refuses",
    DT340: "short answers fail as well",
    DT360: "no data comes at all",
  },
  remedy: [
    { do: "Compare the seconds at which it breaks with the time limits on the way", where: "reverse proxy before the model", command: "proxy_read_timeout 300s; HAProxy: timeout server 300s", expect: "no cut at a constant time", risk: "open streams may end at the reload" },
    { do: "If it breaks at any time, read the model server's log at that second", where: "model host", command: "docker logs --since 10m <model container>", expect: "a crash, an out of memory or a worker restart" },
  ],
} satisfies Cause;
