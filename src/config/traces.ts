import { z } from "zod";
import type { Secret } from "../core/secret.ts";

/** Where traces go, and how many of them. */
export interface TracesConfig {
  /** The whole address, `/v1/traces` included. */
  url: string;
  headers: Readonly<Record<string, Secret>>;
  /** Share of traces, 0 to 1. */
  sample: number;
  service: string;
}

const webUrl = z.string().regex(/^https?:\/\/[^\s/]+/iu, "write an address that begins with http:// or https://");
const headerName = z.string().regex(/^[A-Za-z0-9-]{1,80}$/u, "write the name of a header");

/** OTLP over HTTP; off without it, and without the variables of OpenTelemetry. */
export const tracesSection = z.strictObject({
  /** Of the collector; `/v1/traces` is added. */
  endpoint: webUrl,
  headers: z.record(headerName, z.string().min(1)).default({}),
  sample: z.number().min(0).max(1).default(1),
  service: z.string().min(1).max(100).default("duo-triage"),
}).optional();

/**
 * The section, or else the variables that every OpenTelemetry exporter takes: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT (as it is),
 * OTEL_EXPORTER_OTLP_ENDPOINT (with `/v1/traces`), OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME, OTEL_SDK_DISABLED.
 */
export function tracesConfig(section: z.infer<typeof tracesSection>, env: (name: string) => string | undefined, wrap: (value: string | undefined) => Secret | undefined): TracesConfig | undefined {
  if (env("OTEL_SDK_DISABLED")?.toLowerCase() === "true") return undefined;
  const below = (endpoint: string | undefined): string | undefined => (endpoint === undefined ? undefined : `${endpoint.replace(/\/+$/u, "")}/v1/traces`);
  const url = section === undefined ? (env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? below(env("OTEL_EXPORTER_OTLP_ENDPOINT"))) : below(section.endpoint);
  if (url === undefined || !webUrl.safeParse(url).success) return undefined;
  const pairs = section === undefined ? listed(env("OTEL_EXPORTER_OTLP_TRACES_HEADERS") ?? env("OTEL_EXPORTER_OTLP_HEADERS") ?? "") : Object.entries(section.headers);
  const headers = pairs.flatMap(([name, value]) => {
    const secret = wrap(value);
    return secret === undefined || !headerName.safeParse(name).success ? [] : [[name, secret] as const];
  });
  return { url, headers: Object.fromEntries(headers), sample: section?.sample ?? 1, service: section?.service ?? env("OTEL_SERVICE_NAME") ?? "duo-triage" };
}

/** `name=value` pairs between commas, values percent-encoded, as W3C Baggage has them. */
function listed(text: string): [string, string][] {
  return text.split(",").flatMap((pair) => {
    const at = pair.indexOf("=");
    if (at <= 0) return [];
    const value = pair.slice(at + 1).trim();
    try {
      return [[pair.slice(0, at).trim(), decodeURIComponent(value)] as [string, string]];
    } catch {
      return [[pair.slice(0, at).trim(), value] as [string, string]];
    }
  });
}
