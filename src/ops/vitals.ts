import { monitorEventLoopDelay } from "node:perf_hooks";
import type { ChatHealth } from "../core/chat.ts";
import type { Presence, Silence } from "../core/presence.ts";
import type { CanaryFlight, QueueHealth } from "../core/queue.ts";
import type { Counters } from "../core/store.ts";
import { sayQueue, saySilences, sayUndelivered, sayWorkers, type Row } from "../replies/self.ts";
import type { Metrics } from "./metrics.ts";

/** How this process is: is it ready, what does `/duo self` say, which figures change on their own. */
export interface Vitals {
  ready(): { ready: boolean; reasons: readonly string[] };
  /** Rows of `/duo self`, newly looked up. */
  rows(): Promise<Row[]>;
  /** Brings the gauges up to date and gives the page of `/metrics`. */
  page(): Promise<string>;
  close(): void;
}

export interface VitalsOptions {
  metrics: Metrics;
  now(): number;
  /** Names of the stacks by the site that probes them. */
  stacks: readonly { name: string; site: string }[];
  /** Sites that this process probes itself. */
  serves: readonly string[];
  health(sites: readonly string[]): Promise<QueueHealth>;
  canary(site: string, patienceMs: number): Promise<CanaryFlight>;
  presence: Pick<Presence, "processes">;
  counters: Pick<Counters, "read">;
  silences: { put(silence: Silence): Promise<void>; list(): Promise<readonly Silence[]> };
  /** The chat platforms of this process. */
  chats(): readonly ChatHealth[];
  /** Sentences about what a timetable missed; of whoever keeps it. */
  missed?: (() => Promise<readonly string[]>) | undefined;
  /** How late its last reports were, ms. */
  lateness?: (() => Promise<number | undefined>) | undefined;
  /** Flies canaries regularly: only where somebody looks at readiness or metrics. */
  watched: boolean;
  /** A process whose last canary is older is not ready, ms. */
  canaryAgeMs?: number;
  canaryEveryMs?: number;
  lookEveryMs?: number;
}

/** Longest time that a canary may take before it counts as stuck, ms. */
const flightMs = 20_000;

export function openVitals(options: VitalsOptions): Vitals {
  const { metrics, now, canaryAgeMs = 5 * 60_000 } = options;
  const sites = [...new Set([...options.stacks.map(({ site }) => site), ...options.serves])];
  const returned = new Map<string, number>();
  const reasons = new Map<string, string>();
  const deafSince = new Map<string, number>();
  const loop = monitorEventLoopDelay({ resolution: 20 });
  if (options.watched) loop.enable();

  const fly = async (site: string, patienceMs: number): Promise<CanaryFlight> => {
    const flight = await options.canary(site, patienceMs);
    if (flight.kind === "through") {
      returned.set(site, now());
      reasons.delete(site);
      metrics.observe("duo_triage_canary_seconds", flight.ms / 1_000, { site });
      metrics.set("duo_triage_canary_last_success_timestamp_seconds", Math.round(now() / 1_000), { site });
    } else reasons.set(site, flight.kind === "away" ? `the queue does not answer: ${flight.reason}` : `no worker took a test job of site ${site} within ${Math.round(flight.ms / 1_000)} s`);
    return flight;
  };

  /** Sockets that stopped and came back: for how long nobody was heard. */
  const listen = (): void => {
    for (const { platform, state } of options.chats()) {
      metrics.set("duo_triage_chat_connected", state === "connected" ? 1 : 0, { platform });
      const since = deafSince.get(platform);
      if (state === "disconnected" && since === undefined) {
        deafSince.set(platform, now());
        metrics.count("duo_triage_chat_gaps_total", { platform });
      } else if (state === "connected" && since !== undefined) {
        deafSince.delete(platform);
        metrics.count("duo_triage_deaf_seconds_total", { what: platform }, (now() - since) / 1_000);
        if (now() - since > 5_000) options.silences.put({ what: platform, from: since, until: now() }).catch(() => undefined);
      }
    }
  };

  const listening = setInterval(listen, options.lookEveryMs ?? 1_000);
  listening.unref();
  // The first canary flies at once, so that a process becomes ready as soon as it is.
  const timers = new Map<string, NodeJS.Timeout>();
  let closed = false;
  const flyOn = async (site: string): Promise<void> => {
    const flight = await fly(site, flightMs).catch(() => undefined);
    if (closed) return;
    const everyMs = options.canaryEveryMs ?? 60_000;
    timers.set(site, setTimeout(() => void flyOn(site), flight?.kind === "through" ? everyMs : Math.min(everyMs, 5_000)).unref());
  };
  if (options.watched) for (const site of options.serves.length > 0 ? options.serves : sites) void flyOn(site);

  const look = (): Promise<QueueHealth> => options.health(sites);

  async function gauges(): Promise<void> {
    const health = await look();
    metrics.set("duo_triage_queue_up", health.problem === undefined ? 1 : 0);
    metrics.set("duo_triage_queue_latency_seconds", health.latencyMs === undefined ? undefined : health.latencyMs / 1_000);
    metrics.set("duo_triage_queue_unsafe", health.server?.unsafe.length);
    for (const name of ["duo_triage_queue_jobs", "duo_triage_queue_oldest_seconds", "duo_triage_workers"]) metrics.clear(name);
    for (const [site, counts] of Object.entries(health.sites ?? {})) {
      for (const state of ["waiting", "active", "delayed", "failed"] as const) metrics.set("duo_triage_queue_jobs", counts[state], { queue: "triage", site, state });
      metrics.set("duo_triage_queue_oldest_seconds", counts.oldest === undefined ? 0 : Math.max(0, (now() - counts.oldest) / 1_000), { site });
    }
    for (const [state, count] of Object.entries(health.counts?.delivery ?? {})) metrics.set("duo_triage_queue_jobs", count, { queue: "delivery", site: "", state });
    metrics.set("duo_triage_undelivered", health.counts?.delivery.failed);
    const processes = await options.presence.processes().catch(() => undefined);
    if (processes !== undefined) for (const site of sites) metrics.set("duo_triage_workers", processes.filter((one) => !one.silent && one.sites.includes(site)).length, { site });
    const day = new Date(now()).toISOString().slice(0, 10);
    for (const { name } of options.stacks) metrics.set("duo_triage_tokens_today", await options.counters.read(`tokens ${name} ${day}`).catch(() => undefined), { stack: name });
    const [missed, late] = await Promise.all([options.missed?.().catch(() => undefined), options.lateness?.().catch(() => undefined)]);
    metrics.set("duo_triage_reports_missed", missed?.length);
    metrics.set("duo_triage_report_late_seconds", late === undefined ? undefined : late / 1_000);
    metrics.set("duo_triage_memory_bytes", process.memoryUsage.rss());
    metrics.set("duo_triage_event_loop_lag_seconds", loop.percentile(99) / 1e9);
    loop.reset();
  }

  return {
    ready() {
      const why: string[] = [];
      for (const { platform, state } of options.chats()) if (state !== "connected") why.push(`${platform} is ${state}`);
      for (const site of options.serves) {
        const at = returned.get(site);
        if (at === undefined || now() - at > canaryAgeMs) why.push(reasons.get(site) ?? `no test job came back from the queue of site ${site} yet`);
      }
      return { ready: why.length === 0, reasons: why };
    },
    async rows() {
      const [health, processes, silences, missed] = await Promise.all([
        look(), options.presence.processes().catch(() => undefined), options.silences.list().catch(() => []), options.missed?.().catch(() => []),
      ]);
      const time = now();
      const served = processes === undefined ? [] : sites.filter((site) => processes.some((one) => !one.gone && one.sites.includes(site)));
      const flights = health.problem !== undefined ? [] : await Promise.all(served.slice(0, 5).map(async (site) => [site, await fly(site, 2_000)] as const));
      const stuck = flights.flatMap(([site, flight]) => (flight.kind === "stuck" ? [`${site}: none within 2 s, its workers may all be busy`] : []));
      const through = flights.flatMap(([site, flight]) => (flight.kind === "through" ? [`${site} in ${flight.ms} ms`] : []));
      return [
        ...sayQueue(health).slice(1),
        ...(processes === undefined ? [] : sayWorkers(processes, sites, time)),
        ...(flights.length === 0 ? [] : [{ label: "Test job", text: [...(through.length === 0 ? [] : [`taken by ${through.join(", ")}`]), ...stuck].join("; ") }]),
        ...sayUndelivered(health, time),
        ...saySilences([...silences, ...[...deafSince].map(([what, from]) => ({ what, from, until: time }))], time),
        ...(missed === undefined || missed.length === 0 ? [] : [{ label: "Missed", text: missed.slice(0, 5).join(" · ") }]),
      ];
    },
    async page() {
      await gauges();
      return metrics.text();
    },
    close() {
      clearInterval(listening);
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
      loop.disable();
    },
  };
}
