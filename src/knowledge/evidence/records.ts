import type { Source } from "../../core/reported.ts";
import { cleanLine } from "../../core/text.ts";

/** One line of a text, or one JSON document that stands over several. */
export interface Entry {
  /** Line, from 1. */
  line: number;
  /** The line as it is, cleaned; of a JSON document its first line. */
  text: string;
  json?: unknown;
}

/** How much of a text is read: a day of logs is longer than anything that tells more. */
export const textLimit = 4 * 1024 * 1024;
const lineLimit = 20_000;
const documentLines = 8000;

/** Lays a text out as entries. A line may have a prefix of `docker compose logs`, journald or a container runtime before its JSON. Never throws. */
export function readEntries(text: string): Entry[] {
  const lines = text.slice(0, textLimit).split(/\r\n|\n|\r/u, 200_000);
  const entries: Entry[] = [];
  // A text of opening brackets costs no more than an honest one.
  const budget = { lines: 60_000 };
  for (let at = 0; at < lines.length; at += 1) {
    const raw = lines[at] ?? "";
    if (raw.trim() === "") continue;
    const single = jsonIn(raw);
    if (single !== undefined) {
      entries.push({ line: at + 1, text: cleanLine(raw, 2000), json: single });
      continue;
    }
    const document = /^\s{0,8}[[{]/u.test(raw) ? readDocument(lines, at, budget) : undefined;
    if (document !== undefined) {
      entries.push({ line: at + 1, text: cleanLine(raw, 2000), json: document.json });
      at = document.end;
      continue;
    }
    entries.push({ line: at + 1, text: cleanLine(raw, 4000) });
  }
  return entries;
}

function jsonIn(raw: string): unknown {
  if (raw.length > lineLimit * 40) return undefined;
  const open = raw.indexOf("{");
  if (open === -1 || open > 200 || !raw.trimEnd().endsWith("}")) return undefined;
  // The answer that an exception repeats belongs to it.
  if (/(?:Error|Exception)(?::| -)\s{0,4}$/u.test(raw.slice(0, open))) return undefined;
  return parse(raw.slice(open)) ?? undefined;
}

function readDocument(lines: readonly string[], start: number, budget: { lines: number }): { json: unknown; end: number } | undefined {
  const first = lines[start] ?? "";
  const indent = /^\s*/u.exec(first)?.[0] ?? "";
  const closes = first.trimStart().startsWith("[") ? `${indent}]` : `${indent}}`;
  // One that is whole on its line, such as a list of containers.
  const whole = parse(first);
  if (whole !== undefined && typeof whole === "object") return { json: whole, end: start };
  for (let end = start + 1; end < Math.min(lines.length, start + documentLines) && budget.lines > 0; end += 1) {
    budget.lines -= 1;
    if (!(lines[end] ?? "").startsWith(closes)) continue;
    const json = parse([...lines.slice(start, end), closes].join("\n"));
    return json === undefined ? undefined : { json, end };
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === "object" && !Array.isArray(value);
export const textOf = (value: unknown): string => (typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : "");

/** The exceptions of a Python backtrace, the deepest cause first; code lines, frames and the sentences between are left out. */
export function exceptionsOf(backtrace: string): string[] {
  return backtrace
    .slice(0, 60_000)
    .split(/\r?\n/u)
    .filter((line) => /^[A-Za-z_][\w.]{2,160}(?::\s|$)/u.test(line) && !line.startsWith("Traceback") && /(?:Error|Exception|Timeout|Exit|Interrupt|Warning|NotFound|Denied|Disconnected|Refused|Fault)\b/u.test(line.split(":")[0] ?? ""))
    .map((line) => cleanLine(line, 700));
}

// Loggers and fields that stand in one system's lines only.
const agentLoggers = /duo_workflow_service|grpc\._cython|internal_events_context_validator|model_metadata_interceptor/u;

/** Which system wrote a JSON line; undefined where its fields do not say. */
export function writerOf(json: Record<string, unknown>): Source | undefined {
  const logger = textOf(json["logger"]);
  if ("workflow_id" in json || (typeof json["event"] === "string" && logger !== "") || agentLoggers.test(logger)) return "agent-log";
  if (logger !== "" && "message" in json) return "gateway-log";
  if ("severity" in json || "ai_event_name" in json || "meta.caller_id" in json || ("correlation_id" in json && "class" in json)) return "gitlab-log";
  return undefined;
}

// What begins or holds a line of one system only; the first that fits. Names of levels alone say nothing.
const forms: readonly (readonly [Source, RegExp])[] = [
  ["proxy-log", /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[(?:error|warn|crit|alert|emerg)\] \d{1,10}#\d{1,10}:|^(?:\d{1,3}\.){3}\d{1,3} - \S{1,80} \[\d\d\/[A-Z][a-z]{2}\/\d{4}:/u],
  ["gitlab-rake", /GitLab Duo Self-Hosted Setup Verification|DIAGNOSTIC SUMMARY|gitlab:duo:verify_self_hosted_setup|Verifying license access to code suggestions/u],
  ["troubleshoot", /^Testing (?:environment variables|if AI Gateway is running|if (?:the )?(?:GitLab API|Customer Portal|Duo Workflow Service)|if the [a-z0-9_-]{2,30} model)/u],
  ["kubernetes", /^(?:NAMESPACE\s+)?NAME\s{1,80}(?:READY\s{1,40}STATUS\s{1,40}RESTARTS|ENDPOINTS\s)|^Events:\s{0,80}$|^\s{0,8}(?:Warning|Normal)\s{1,20}[A-Z][A-Za-z]{2,40}\s{1,20}\S{1,60}\s|Back-off (?:restarting failed container|pulling image)|^\s{0,8}(?:Last State|Restart Count|Controlled By|QoS Class):\s|^LAST SEEN\s/u],
  ["container", /^CONTAINER ID\s|^NAMES?\s{1,80}IMAGE\s|exec format error|manifest unknown|manifest for \S{1,300} not found|Error response from daemon:/u],
  ["curl", /^\* {1,3}(?:Trying|Connected to|Host |Could not resolve|connect to|SSL certificate|Closing|Connection #|TLSv1|ALPN|Established|Immediate|subject:|Uses proxy|Failed to connect)|^curl: \(\d{1,3}\)|^< HTTP\/[\d.]{1,3} \d{3}|^> (?:GET|POST|HEAD) \S/u],
  ["browser", /WebSocket connection to '?wss?:\/\/|Failed to load resource: |net::ERR_[A-Z_]{3,60}|has been blocked by CORS policy|Mixed Content:/u],
  ["model-log", /^(?:\([A-Za-z_]{3,40}(?: pid=\d{1,10})?\) )?(?:INFO|WARNING|ERROR|CRITICAL) \d\d-\d\d \d\d:\d\d:\d\d (?:\[|[a-z_]{2,40}\.py)|^\[GIN\] |^time=\S{10,40} level=[A-Z]{4,5} source=|\bllama_(?:model_load|init|context)|^(?:srv|slot|main|common|load)\s{1,8}[a-z_]{3,40}:|EngineCore|torch\.OutOfMemoryError|ggml_|vllm\.entrypoints|^LiteLLM Proxy:/u],
  ["gateway-log", /\bAIGW_[A-Z_]{3,60}\b|ai_gateway[./]|pydantic_core\.|Metrics HTTP server running on/u],
];

/** Which system a plain line is of; undefined where it may be anybody's. */
export function formOf(text: string): Source | undefined {
  return forms.find(([, form]) => form.test(text))?.[0];
}
