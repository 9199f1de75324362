import type { RequestListener } from "node:http";
import type { GatewayContext } from "./context.ts";

/** The metrics port: Prometheus text at any path, from Python's reference server. */
export function metricsHandler(context: () => GatewayContext): RequestListener {
  return (_request, response) => {
    const { inferences, startedAtS } = context();
    const counts = new Map<string, number>();
    for (const { error, streaming, feature } of inferences) {
      const labels = `client_type="unknown",error="${error}",error_type="${error === "yes" ? "other" : "none"}",feature_category="${feature}",finish_reason="${error === "yes" ? "unknown" : "stop"}",gitlab_realm="self-managed",model_engine="litellm-chat",model_name="gpt-3.5-turbo",streaming="${streaming}"`;
      counts.set(labels, (counts.get(labels) ?? 0) + 1);
    }
    const body = [
      "# HELP python_info Python platform information",
      "# TYPE python_info gauge",
      'python_info{implementation="CPython",major="3",minor="12",patchlevel="1",version="3.12.1"} 1.0',
      "# HELP process_start_time_seconds Start time of the process since unix epoch in seconds.",
      "# TYPE process_start_time_seconds gauge",
      `process_start_time_seconds ${startedAtS.toExponential(11).replace("e+", "e+0")}`,
      "# TYPE model_inferences_total counter",
      ...[...counts].map(([labels, count]) => `model_inferences_total{${labels}} ${count}.0`),
      "",
    ].join("\n");
    response.writeHead(200, { Date: new Date().toUTCString(), Server: "WSGIServer/0.2 CPython/3.12.1", "Content-Type": "text/plain; version=0.0.4; charset=utf-8", "Content-Length": String(Buffer.byteLength(body)), Connection: "close" });
    response.end(body);
  };
}
