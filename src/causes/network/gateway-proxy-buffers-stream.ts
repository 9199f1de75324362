import { likely, suspect, unlessSeen } from "../../core/truth.ts";
import type { Cause } from "../../facts/rules.ts";
import { proxyBeforeGateway } from "../../terms/network.ts";
import { arrivesAtOnce, eventsHeldBack, modelStreamUnseen, modelWritesSlowly, oneEvent } from "../../terms/streams.ts";

export default {
  code: "DT522",
  name: "gateway-proxy-buffers-stream",
  title: "The proxy in front of the gateway holds answers back and delivers them in one piece",
  hop: "gitlab-to-gateway",
  severity: "degraded",
  breaks: ["chat", "code-generation"],
  explains: { codes: ["A1000", "A1003"], checks: ["gitlab-to-gateway/streams-pass"] },
  proof: (see) => [
    // Many events that come at once left the gateway one by one, whatever name the server before it goes by.
    likely(eventsHeldBack(see)),
    likely(arrivesAtOnce(see), modelWritesSlowly(see), proxyBeforeGateway(see), unlessSeen(oneEvent(see))),
    suspect(arrivesAtOnce(see), modelStreamUnseen(see)),
  ],
  rivals: {
    DT229: "one single event holds the whole text, or nothing stands before the gateway: streaming is switched off",
    DT361: "a direct stream of the model arrives in one burst as well",
    DT523: "the answer is cut, not late",
    DT414: "chat in the browser stays empty although llm.log shows chunk_received: the WebSocket, not the stream",
  },
  remedy: [
    { do: "Switch buffering off for the gateway, HTTP/1.1 to the backend, compression off for this location", where: "nginx, server block of the gateway", command: "proxy_buffering off; proxy_http_version 1.1; proxy_read_timeout 300s;", expect: "nginx -t is fine" },
    { do: "Reload and watch one stream", where: "proxy", command: "nginx -s reload", expect: "first line after the model's first token, not at the end" },
    { do: "Other balancers: turn off response buffering and content inspection for this route; pairs of chunks (HAProxy) are no fault", where: "balancer", expect: "chunks spread over time" },
  ],
} satisfies Cause;
