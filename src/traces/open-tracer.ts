import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import type { Redact } from "../core/redact.ts";
import { cleanLine } from "../core/text.ts";
import { type OpenSpan, type SpanAbout, type TraceCarrier, traceCarrierSchema, type Tracer, type TraceValue } from "../core/trace.ts";

/** A span that has ended. Times are milliseconds since 1970, with fractions. */
export interface EndedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  tracestate?: string;
  name: string;
  kind: NonNullable<SpanAbout["kind"]>;
  startedAt: number;
  endedAt: number;
  attributes: Readonly<Record<string, Exclude<TraceValue, undefined>>>;
  /** Why it ended badly; undefined: it did not. */
  failed?: string;
}

export interface TracerOptions {
  /** Takes spans that have ended, to be sent when there are enough. */
  send(span: EndedSpan): void;
  close(): Promise<void>;
  /** Every text passes it. */
  redact: Redact;
  /** Share of traces that begin here and are told, 0 to 1; one that came from elsewhere is told when its sender tells it. */
  sample: number;
}

interface Around {
  traceId: string;
  spanId: string;
  told: boolean;
  tracestate?: string;
}

const mostText = 256;
const mostAttributes = 32;

/** Makes spans. The one around is known by where the work was begun, through every await. */
export function openTracer({ send, close, redact, sample }: TracerOptions): Tracer {
  const around = new AsyncLocalStorage<Around>();
  const text = (value: string): string => cleanLine(redact(value), mostText);

  function begin(parent: TraceCarrier | undefined): Around & { parentSpanId?: string } {
    const spanId = randomBytes(8).toString("hex");
    const came = parent === undefined ? around.getStore() : read(parent);
    if (came !== undefined) return { ...came, spanId, parentSpanId: came.spanId };
    const traceId = randomBytes(16).toString("hex");
    // Every process comes to the same decision about one trace.
    return { traceId, spanId, told: Number.parseInt(traceId.slice(-8), 16) < sample * 0x1_0000_0000 };
  }

  return {
    async span(name, { kind = "internal", attributes = {}, parent }, work) {
      const { parentSpanId, ...mine } = begin(parent);
      const found: Record<string, Exclude<TraceValue, undefined>> = {};
      let failed: string | undefined;
      const open: OpenSpan = {
        set(key, value) {
          if (value === undefined || (Object.keys(found).length >= mostAttributes && !Object.hasOwn(found, key))) return;
          found[key] = typeof value === "string" ? text(value) : value;
        },
        fail: (reason) => { failed = text(reason); },
      };
      for (const [key, value] of Object.entries(attributes)) open.set(key, value);
      const startedAt = performance.timeOrigin + performance.now();
      try {
        return await around.run(mine, () => work(open));
      } catch (error) {
        // A message may quote anything; the kind of error says enough.
        failed ??= error instanceof Error ? text(error.name) : "error";
        throw error;
      } finally {
        if (mine.told) {
          send({
            traceId: mine.traceId, spanId: mine.spanId, name: text(name), kind, startedAt, endedAt: performance.timeOrigin + performance.now(), attributes: found,
            ...(parentSpanId === undefined ? {} : { parentSpanId }), ...(mine.tracestate === undefined ? {} : { tracestate: mine.tracestate }), ...(failed === undefined ? {} : { failed }),
          });
        }
      }
    },
    carrier() {
      const here = around.getStore();
      return here === undefined ? undefined : { traceparent: `00-${here.traceId}-${here.spanId}-${here.told ? "01" : "00"}`, ...(here.tracestate === undefined ? {} : { tracestate: here.tracestate }) };
    },
    close,
  };
}

function read(carrier: TraceCarrier): Around | undefined {
  const checked = traceCarrierSchema.safeParse(carrier);
  if (!checked.success) return undefined;
  const [, traceId = "", spanId = "", flags = "00"] = checked.data.traceparent.split("-");
  return { traceId, spanId, told: (Number.parseInt(flags, 16) & 1) === 1, ...(checked.data.tracestate === undefined ? {} : { tracestate: checked.data.tracestate }) };
}
