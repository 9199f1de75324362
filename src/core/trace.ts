import { z } from "zod";

/** What carries a trace from one process to another: the two headers of W3C Trace Context, as fields of a job. Holds ids, nothing else. */
export const traceCarrierSchema = z.object({
  traceparent: z.string().regex(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/u),
  tracestate: z.string().max(512).optional(),
});
export type TraceCarrier = z.infer<typeof traceCarrierSchema>;

export type TraceValue = string | number | boolean | undefined;

/** A span under way. */
export interface OpenSpan {
  set(name: string, value: TraceValue): void;
  /** It ended badly; the reason is one of few. */
  fail(reason: string): void;
}

export interface SpanAbout {
  kind?: "internal" | "server" | "client" | "producer" | "consumer";
  attributes?: Readonly<Record<string, TraceValue>>;
  /** From another process; without it the span belongs to the one around it. */
  parent?: TraceCarrier | undefined;
}

/** Tells where time went, across processes. */
export interface Tracer {
  /** Does the work inside a span, which ends with it; gives what the work gives. */
  span<T>(name: string, about: SpanAbout, work: (span: OpenSpan) => Promise<T>): Promise<T>;
  /** The span around, to be carried to another process. */
  carrier(): TraceCarrier | undefined;
  /** Sends what is left, within a few seconds. */
  close(): Promise<void>;
}
