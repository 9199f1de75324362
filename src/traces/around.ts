import type { ChatListener } from "../core/chat.ts";
import type { Probes } from "../core/ports.ts";
import type { Handlers, Queues } from "../core/queue.ts";
import type { Secret } from "../core/secret.ts";
import type { OpenSpan, SpanAbout, Tracer } from "../core/trace.ts";

/** Wraps the ports with spans around what they do: a chat event, a job on its way, a run, each probe. No text of people is in any. */

/** What a person does, on one platform. */
export function traceListener(listener: ChatListener, platform: string, tracer: Tracer): ChatListener {
  const about = (more: Record<string, string>): SpanAbout => ({ kind: "server", attributes: { "duo.platform": platform, ...more } });
  return {
    ...listener,
    hear: (heard, responder) => tracer.span("chat hear", about({ "duo.how": heard.how }), () => listener.hear(heard, responder)),
    press: (pressed, responder) => tracer.span("chat press", about({ "duo.action": pressed.action }), () => listener.press(pressed, responder)),
    submit: (sent, responder) => tracer.span("chat submit", about({ "duo.form": sent.form }), () => listener.submit(sent, responder)),
  };
}

/** Jobs carry the trace of whoever put them in. */
export function traceQueues(queues: Queues, tracer: Tracer): Queues {
  return {
    ...queues,
    ask: (job, options) => tracer.span("job ask", { kind: "producer", attributes: { "duo.run": job.run, "duo.stack": job.stack, "duo.trigger": job.trigger } }, async (span) => {
      const trace = tracer.carrier();
      const asked = await queues.ask(trace === undefined ? job : { ...job, trace }, options);
      if (asked.kind === "asked") span.set("duo.joined", asked.joined);
      else span.fail(asked.kind);
      return asked;
    }),
    deliver(job) {
      const trace = tracer.carrier();
      return queues.deliver(trace === undefined ? job : { ...job, trace });
    },
  };
}

/** Runs and deliveries belong to the trace that their job carries. */
export function traceHandlers({ triage, delivery }: Handlers, tracer: Tracer): Handlers {
  return {
    triage: (job, context) => tracer.span("run", { kind: "consumer", parent: job.trace, attributes: { "duo.run": job.run, "duo.stack": job.stack, "duo.site": job.site, "duo.trigger": job.trigger, "duo.deep": job.question.deep, "duo.wait_ms": Math.max(0, Date.now() - job.at) } }, async (span) => {
      const outcome = await triage(job, context);
      const verdict = (outcome as { verdict?: unknown } | null)?.verdict;
      if (typeof verdict === "string") span.set("duo.verdict", verdict);
      return outcome;
    }),
    ...(delivery === undefined ? {} : {
      delivery: (job, context) => tracer.span("delivery", { kind: "consumer", parent: job.trace, attributes: { "duo.run": job.run, "duo.slot": job.slot, "duo.platform": job.conversation.platform } }, async (span) => {
        const posted = await delivery(job, context);
        span.set("duo.outcome", posted.kind);
        if (posted.kind === "undeliverable") span.fail("undeliverable");
        return posted;
      }),
    } satisfies Partial<Handlers>),
  };
}

interface Seen {
  kind: string;
  status?: unknown;
  phase?: unknown;
  reason?: unknown;
}

/** What came of an act, by its closed words: never a body, a header or a query. */
function tell(span: OpenSpan, seen: Seen | readonly Seen[]): void {
  for (const one of Array.isArray(seen) ? (seen as readonly Seen[]).slice(0, 4) : [seen as Seen]) {
    span.set("duo.seen", one.kind);
    if (typeof one.status === "number") span.set("http.response.status_code", one.status);
    if (one.kind !== "failure") continue;
    if (typeof one.phase === "string") span.set("duo.phase", one.phase);
    if (typeof one.reason === "string") span.fail(one.reason);
  }
}

function addressOf(url: string | Secret): Record<string, string | number> {
  const parsed = typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) return {};
  return { "server.address": parsed.hostname, "server.port": Number(parsed.port) || (parsed.protocol === "https:" || parsed.protocol === "wss:" ? 443 : 80), "url.scheme": parsed.protocol.slice(0, -1), "url.path": parsed.pathname };
}

/** Each act of the hands. What was seen is an answer, also where it is a failure: the span says so, and nothing is thrown. */
export function traceProbes<P extends Probes>(probes: P, tracer: Tracer): P {
  const act = <T extends object>(name: string, attributes: SpanAbout["attributes"], work: () => Promise<T>): Promise<T> =>
    tracer.span(`probe ${name}`, { kind: "client", ...(attributes === undefined ? {} : { attributes }) }, async (span) => {
      const seen = await work();
      tell(span, seen as unknown as Seen);
      return seen;
    });
  const at = (host: string, port: number): Record<string, string | number> => ({ "server.address": host, "server.port": port });
  return {
    ...probes,
    http: (request, limits) => act("http", { "http.request.method": request.method ?? "GET", ...addressOf(request.url) }, () => probes.http(request, limits)),
    stream: (request, limits) => act("stream", { "http.request.method": request.method ?? "GET", ...addressOf(request.url) }, () => probes.stream(request, limits)),
    tls: (target, limits) => act("tls", at(target.host, target.port), () => probes.tls(target, limits)),
    dns: (host, limits) => act("dns", { "dns.question.name": host }, () => probes.dns(host, limits)),
    tcp: (target, limits) => act("tcp", at(target.host, target.port), () => probes.tcp(target, limits)),
    grpc: (call, limits) => act("grpc", { ...at(call.host, call.port), "rpc.method": call.method }, () => probes.grpc(call, limits)),
    upgrade: (request, limits) => act("upgrade", addressOf(request.url), () => probes.upgrade(request, limits)),
  };
}
