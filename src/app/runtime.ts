import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Config } from "../config/config.ts";
import type { ChatHealth } from "../core/chat.ts";
import { type Presence, silenceSchema } from "../core/presence.ts";
import type { Handlers, Queues } from "../core/queue.ts";
import { createRedact, type Redact } from "../core/redact.ts";
import type { Result, SavedRun } from "../core/result.ts";
import type { StackConfig } from "../core/stack.ts";
import type { Store } from "../core/store.ts";
import { sayError } from "../core/text.ts";
import type { Tracer } from "../core/trace.ts";
import type { Log } from "../ops/log.ts";
import type { Route } from "../ops/serve.ts";
import type { Vitals } from "../ops/vitals.ts";
import { backendOf } from "./with-store.ts";

/** What bot and worker stand on alike: queue, store, limits, signs of life, log and figures. */
export interface Runtime {
  /** What the queue stands on, without a password. */
  where: string;
  store: Store;
  queues: Queues;
  presence: Presence;
  vitals: Vitals;
  /** What decides what is due: the server's clock, ms since 1970. */
  now(): number;
  /** Whether the server has told it by now. */
  timeIsKnown(): boolean;
  redact: Redact;
  log: Log;
  /** Where traces are told; undefined where the configuration names no collector. */
  tracer: Tracer | undefined;
  /** The latest troubles of the queue, one line each. */
  troubles: readonly string[];
  /** Handlers within the limits that hold over all workers, counted and logged. */
  within(handlers: Handlers): Handlers;
  /** For `handleTriage`. */
  afford(job: { stack: string; trigger: "cli" | "chat" | "schedule" | "webhook" }): (tokens: number) => Promise<boolean>;
  told(result: Result, saved: SavedRun): void;
  /** Opens the operations port, if one is configured. */
  serve(more?: Readonly<Record<string, Route>>): Promise<void>;
  /** Lets running work finish within the deadline, hands the rest back, closes everything. */
  close(deadlineMs: number, before?: () => Promise<void>): Promise<void>;
}

export interface RuntimeOptions {
  config: Config;
  version: string;
  /** A person reads in this terminal: what runs and ends is no news there, unless the configuration asks for it. */
  beside?: "terminal";
  /** Talks to chats and brings out answers. */
  posts: boolean;
  stacks: readonly { name: string; site: string }[];
  stack(name: string): Promise<StackConfig | undefined>;
  chats?(): readonly ChatHealth[];
  missed?(): Promise<readonly string[]>;
  lateness?(): Promise<number | undefined>;
}

/** Opens queue and store, and begins to give signs of life. Never fails: what is away shows where it is used. */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { config, version } = options;
  const [{ openStore }, { openQueues }, { openPresence }, { openClock }, { limitTriage, budgetOf }, { openLog }, { openMetrics }, { metricTable }, { openVitals }, { measureHandlers, measureResult }] = await Promise.all([
    import("../store/open-store.ts"), import("../jobs/open-queues.ts"), import("../jobs/presence.ts"), import("../jobs/clock.ts"), import("../jobs/limits.ts"),
    import("../ops/log.ts"), import("../ops/metrics.ts"), import("../ops/table.ts"), import("../ops/vitals.ts"), import("../ops/measure.ts"),
  ]);
  const redact = createRedact(config.secrets);
  const kind = options.posts ? "bot" : "worker";
  const log = openLog({ level: config.log.level ?? (options.beside === "terminal" ? "warn" : "info"), format: config.log.format ?? (process.stderr.isTTY === true ? "text" : "json"), redact, write: (line) => void process.stderr.write(line), about: { process: kind, pid: process.pid, host: hostname() } });
  const metrics = openMetrics(metricTable);
  metrics.set("duo_triage_info", 1, { version, kind });
  metrics.set("duo_triage_started_timestamp_seconds", Math.round(Date.now() / 1_000));

  const backend = await backendOf(config.queue);
  const store = openStore(backend, config.retention);
  const troubles: string[] = [];
  const traces = config.traces === undefined ? undefined : await openTraces(config.traces, { version, kind, redact, trouble: (line) => log.warn(line) });
  const opened = openQueues({ backend, ledger: store.deliveries, onTrouble: (trouble) => {
    troubles.push(`${new Date().toISOString()} ${trouble.kind}: ${redact(trouble.message)}`);
    if (troubles.length > 50) troubles.shift();
    metrics.count("duo_triage_troubles_total", { kind: trouble.kind });
    log.error(`queue: ${trouble.kind}: ${trouble.message}`, { run: trouble.run, slot: trouble.slot });
  } });

  const queues = traces?.queues(opened) ?? opened;

  const clock = openClock(() => store.time());
  const silences = store.collection("silence", silenceSchema);
  const keep = async (silence: { what: string; from: number; until: number }): Promise<void> => {
    const seconds = Math.round((silence.until - silence.from) / 1_000);
    log.info(`deaf for ${seconds} s: ${silence.what}`, { from: new Date(silence.from).toISOString(), until: new Date(silence.until).toISOString() });
    await silences.put(`${silence.what} ${silence.until} ${randomUUID().slice(0, 8)}`, silence);
    const old = (await silences.list()).filter(({ document }, index) => index >= 50 || Date.now() - document.until > 7 * 86_400_000);
    for (const { id } of old) await silences.remove(id);
  };
  const presence = openPresence({
    signs: store.signs, id: randomUUID(),
    card: { host: hostname(), pid: process.pid, version, startedAt: Date.now(), sites: [...config.worker.sites], posts: options.posts },
    onSilence: (silence) => {
      metrics.count("duo_triage_deaf_seconds_total", { what: silence.what }, (silence.until - silence.from) / 1_000);
      keep(silence).catch(() => undefined);
    },
  });
  const vitals = openVitals({
    metrics, now: Date.now, stacks: options.stacks, serves: config.worker.sites,
    health: (sites) => queues.health({ sites }),
    canary: (site, patienceMs) => queues.canary({ site, patienceMs }),
    presence, counters: store.counters,
    silences: { put: keep, list: async () => (await silences.list(20)).map(({ document }) => document) },
    chats: () => options.chats?.() ?? [],
    missed: options.missed, lateness: options.lateness,
    watched: config.ops !== undefined,
    ...(config.ops === undefined ? {} : { canaryAgeMs: config.ops.canaryMinutes * 60_000 }),
  });
  const limits = { leases: store.leases, counters: store.counters, stack: options.stack, runsPerTarget: config.worker.runsPerTarget, tokensPerDay: config.worker.tokensPerDay };
  let server: { close(): Promise<void> } | undefined;

  return {
    where: backend.where,
    store, queues, presence, vitals, redact, log, troubles, now: clock.now, timeIsKnown: clock.isKnown, tracer: traces?.tracer,
    within(handlers) {
      const measured = measureHandlers(handlers, metrics, log, Date.now);
      // A run that waits for its target is no part of its trace: it has not begun.
      const told = traces?.handlers(measured) ?? measured;
      return { ...told, triage: limitTriage(told.triage, limits) };
    },
    afford: (job) => budgetOf(job, limits, () => new Date()),
    told: (result, saved) => measureResult(result, saved, metrics, log),
    async serve(more = {}) {
      if (config.ops === undefined) return;
      const [{ serveRoutes }, { vitalRoutes }] = await Promise.all([import("../ops/serve.ts"), import("../ops/routes.ts")]);
      const { host, port } = config.ops;
      try {
        const opened = await serveRoutes({ ...vitalRoutes(vitals), ...more }, { host, port });
        server = opened;
        log.info(`operations port on ${opened.host}:${opened.port}`);
      } catch (error) {
        log.error(`the operations port ${host}:${port} cannot be opened: ${sayError(error)}`);
      }
    },
    async close(deadlineMs, before) {
      presence.close();
      clock.close();
      await before?.();
      await queues.close(deadlineMs);
      vitals.close();
      await server?.close();
      await traces?.tracer.close();
      await store.close();
      await backend.close();
    },
  };
}

/** Spans around queues and handlers, sent to a collector; loaded only where one is configured. */
async function openTraces({ url, headers, sample, service }: NonNullable<Config["traces"]>, { version, kind, redact, trouble }: { version: string; kind: string; redact: Redact; trouble(line: string): void }) {
  const [{ openTracer }, { openOtlp }, { traceQueues, traceHandlers }] = await Promise.all([import("../traces/open-tracer.ts"), import("../traces/export-otlp.ts"), import("../traces/around.ts")]);
  const exporter = openOtlp({ url, headers, version, trouble, resource: { "service.name": service, "service.version": version, "service.instance.id": randomUUID(), "host.name": hostname(), "process.pid": String(process.pid), "duo.process": kind } });
  const tracer = openTracer({ ...exporter, redact, sample });
  return { tracer, queues: (queues: Queues) => traceQueues(queues, tracer), handlers: (handlers: Handlers) => traceHandlers(handlers, tracer) };
}
