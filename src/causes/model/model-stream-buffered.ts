import { proven, suspect } from "../../core/truth.ts";
import { arrivesAtOnce, modelStreamUnseen } from "../../terms/streams.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT361",
  name: "model-stream-buffered",
  title: "A proxy before model {model} holds the stream back and delivers it in one burst",
  hop: "gateway-to-model",
  severity: "degraded",
  breaks: ["chat"],
  explains: { codes: ["A1000"], checks: ["model/streams", "gitlab-to-gateway/streams-pass"] },
  per: "model",
  proof: (see) => [
    proven(see("model/stream", (stream) => stream.state === "buffered" && stream.steady), see("model/stream", (stream) => stream.second !== null)),
    suspect(arrivesAtOnce(see), modelStreamUnseen(see)),
  ],
  rivals: {
    DT522: "the model's own stream comes piece by piece",
    DT341: "the first data comes late and the rest is spread out",
    DT360: "nothing usable arrives",
  },
  remedy: [
    { do: "Switch buffering off for the model's path and allow long silences", where: "reverse proxy before the model", command: "proxy_buffering off; proxy_http_version 1.1; proxy_read_timeout 300s;", expect: "`curl -N` shows the lines one by one", risk: "open streams may end at the reload" },
    { do: "Or let the gateway reach the model without that proxy", where: "Admin > GitLab Duo > Configure models > {model} > Endpoint", expect: "the words of a chat answer come one by one" },
  ],
} satisfies Cause;
