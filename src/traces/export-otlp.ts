import { setTimeout as sleep } from "node:timers/promises";
import type { Secret } from "../core/secret.ts";
import type { EndedSpan } from "./open-tracer.ts";

/**
 * OTLP over HTTP with JSON (OpenTelemetry protocol 1.x): one POST for each batch. The ids are hexadecimal and 64-bit numbers are texts, as
 * its JSON encoding has them.
 */

export interface OtlpOptions {
  /** The whole address, `/v1/traces` included. */
  url: string;
  headers: Readonly<Record<string, Secret>>;
  /** Attributes of this process. */
  resource: Readonly<Record<string, string>>;
  version: string;
  /** Hears when spans are lost, at most once a minute. */
  trouble(message: string): void;
  batch?: number;
  everyMs?: number;
}

const mostWaiting = 4_096;
const requestMs = 10_000;
const closeMs = 3_000;
const attempts = 4;
const kinds = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

export interface Exporter {
  send(span: EndedSpan): void;
  close(): Promise<void>;
}

export function openOtlp({ url, headers, resource, version, trouble, batch = 256, everyMs = 5_000 }: OtlpOptions): Exporter {
  let waiting: EndedSpan[] = [];
  let lost = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  let sending: Promise<void> | undefined;
  const ending = new AbortController();

  const lose = (count: number, why: string): void => {
    lost += count;
    const now = performance.now();
    if (now - toldAt < 60_000) return;
    toldAt = now;
    trouble(`${lost} spans were lost: ${why}`);
    lost = 0;
  };

  async function put(spans: readonly EndedSpan[]): Promise<void> {
    const body = JSON.stringify(documentOf(spans, resource, version));
    let why = "";
    for (let attempt = 1; attempt <= attempts && !ending.signal.aborted; attempt += 1) {
      const answer = await fetch(url, { method: "POST", redirect: "error", body, headers: { "content-type": "application/json", ...revealed(headers) }, signal: AbortSignal.any([AbortSignal.timeout(requestMs), ending.signal]) }).catch((error: unknown) => error as Error);
      if (answer instanceof Response) {
        await answer.body?.cancel().catch(() => undefined);
        if (answer.ok) return;
        why = `the collector answers ${answer.status}`;
        // The only answers that the protocol lets one repeat.
        if (![429, 502, 503, 504].includes(answer.status)) break;
      } else why = `the collector does not answer (${(answer.cause as { code?: string } | undefined)?.code ?? answer.name})`;
      const asked = answer instanceof Response ? Number(answer.headers.get("retry-after")) * 1_000 : 0;
      await sleep(Math.min(30_000, asked > 0 ? asked : 500 * 2 ** attempt * (0.5 + Math.random())), undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
    }
    lose(spans.length, why === "" ? "the process ended" : why);
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const spans = waiting.slice(0, batch);
      waiting = waiting.slice(batch);
      await put(spans);
    }
  }

  const flush = (): Promise<void> => (sending ??= drain().finally(() => { sending = undefined; }));
  const timer = setInterval(() => void flush(), everyMs);
  timer.unref();

  return {
    send(span) {
      if (waiting.length >= mostWaiting) return lose(1, "more came than could be sent");
      waiting.push(span);
      if (waiting.length >= batch) void flush();
    },
    async close() {
      clearInterval(timer);
      const limit = setTimeout(() => ending.abort(), closeMs);
      await flush();
      // What came while the last batch was on its way.
      await flush();
      clearTimeout(limit);
      ending.abort();
    },
  };
}

const revealed = (headers: OtlpOptions["headers"]): Record<string, string> => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.reveal()]));

const nanos = (ms: number): string => String(BigInt(Math.round(ms * 1_000)) * 1_000n);

function valueOf(value: string | number | boolean): object {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

const attributesOf = (attributes: Readonly<Record<string, string | number | boolean>>): object[] => Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));

/** The document of a batch. */
export function documentOf(spans: readonly EndedSpan[], resource: Readonly<Record<string, string>>, version: string): object {
  return {
    resourceSpans: [{
      resource: { attributes: attributesOf(resource) },
      scopeSpans: [{
        scope: { name: "duo-triage", version },
        spans: spans.map(({ traceId, spanId, parentSpanId, tracestate, name, kind, startedAt, endedAt, attributes, failed }) => ({
          traceId, spanId, ...(parentSpanId === undefined ? {} : { parentSpanId }), ...(tracestate === undefined ? {} : { traceState: tracestate }),
          name, kind: kinds[kind], startTimeUnixNano: nanos(startedAt), endTimeUnixNano: nanos(endedAt), attributes: attributesOf(attributes),
          status: failed === undefined ? {} : { code: 2, message: failed },
        })),
      }],
    }],
  };
}
