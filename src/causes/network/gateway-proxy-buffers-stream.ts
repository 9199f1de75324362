import { likely } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";

export default {
  code: "DT522",
  name: "gateway-proxy-buffers-stream",
  title: "The proxy in front of the gateway holds answers back and delivers them in one piece",
  hop: "gitlab-to-gateway",
  severity: "degraded",
  breaks: ["chat", "code-generation"],
  explains: { codes: ["A1000", "A1003"], checks: ["gateway/responsive"] },
  proof: (see) => [
    likely(
      see.some("gateway/chat", (value) => value.outcome === "answer" && value.burst && (value.text?.length ?? 0) > 40),
      see("gateway/health", (value) => value.good && value.server !== null && !value.server.startsWith("uvicorn")),
      see.some("model/stream", (value) => value.state === "good"),
    ),
  ],
  rivals: {
    DT523: "the answer is cut, not late",
    DT414: "chat in the browser stays empty although llm.log shows chunk_received: the WebSocket, not the stream",
  },
  remedy: [
    { do: "Switch buffering off for the gateway, HTTP/1.1 to the backend, compression off for this location", where: "nginx, server block of the gateway", command: "proxy_buffering off; proxy_http_version 1.1; proxy_read_timeout 300s;", expect: "nginx -t is fine" },
    { do: "Reload and watch one stream", where: "proxy", command: "nginx -s reload", expect: "first line after the model's first token, not at the end" },
    { do: "Other balancers: turn off response buffering and content inspection for this route; pairs of chunks (HAProxy) are no fault", where: "balancer", expect: "chunks spread over time" },
  ],
} satisfies Cause;
