import { cleanLine } from "../../core/text.ts";

/** What the gateway's Prometheus page tells. Series names as in `ai_gateway/prometheus.py`. */
export interface MetricsPage {
  /** At least one series is the gateway's own. */
  gateway: boolean;
  /** ISO 8601 */
  processStart: string | null;
  callers: string[];
  inferences: { model: string; error: boolean; errorType: string; count: number }[];
}

const ownSeries = ["model_inferences_total", "model_inferences_in_flight", "inference_request_duration_seconds_count", "code_suggestions_requests_total", "http_request_duration_seconds_count"];

export function readMetrics(text: string): MetricsPage {
  const page: MetricsPage = { gateway: false, processStart: null, callers: [], inferences: [] };
  const callers = new Set<string>();
  for (const line of text.split("\n")) {
    if (line.startsWith("#")) {
      const name = /^# TYPE ([\w:]+) /u.exec(line)?.[1];
      if (name !== undefined && ownSeries.some((own) => own === name || own === `${name}_total` || own === `${name}_count`)) page.gateway = true;
      continue;
    }
    const parts = /^([\w:]+)(?:\{(.*)\})? ([0-9.eE+-]+)$/u.exec(line.trim());
    if (parts === null) continue;
    const [, name = "", labels = "", number = ""] = parts;
    if (name === "process_start_time_seconds") page.processStart = isoOf(Number(number));
    if (name !== "model_inferences_total") continue;
    const read = labelsOf(labels);
    const version = read.get("gitlab_version");
    if (version !== undefined && /^\d+\.\d+/u.test(version)) callers.add(cleanLine(version, 40));
    page.inferences.push({ model: cleanLine(read.get("model_name") ?? "", 80), error: read.get("error") === "yes", errorType: cleanLine(read.get("error_type") ?? "", 40), count: Number(number) });
  }
  page.callers = [...callers].sort().slice(0, 20);
  page.inferences = page.inferences.slice(0, 200);
  return page;
}

function labelsOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/gu)].map((found) => [found[1] ?? "", found[2] ?? ""]));
}

function isoOf(seconds: number): string | null {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
