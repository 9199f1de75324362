import { afterEach, describe, expect, it } from "vitest";
import type { ChatHealth } from "../../src/core/chat.ts";
import type { LivingProcess, Silence } from "../../src/core/presence.ts";
import type { CanaryFlight, QueueHealth } from "../../src/core/queue.ts";
import { openMetrics } from "../../src/ops/metrics.ts";
import { vitalRoutes } from "../../src/ops/routes.ts";
import { metricTable } from "../../src/ops/table.ts";
import { openVitals, type Vitals, type VitalsOptions } from "../../src/ops/vitals.ts";
import { until } from "../kit/until.ts";

const open: Vitals[] = [];
afterEach(() => open.splice(0).forEach((vitals) => vitals.close()));

const now = Date.parse("2026-11-23T10:00:00Z");
const process = (more: Partial<LivingProcess>): LivingProcess => ({ id: "p", host: "h1", pid: 1, version: "1.0", startedAt: 0, sites: ["default"], posts: false, seenAt: now - 1_000, agoMs: 1_000, silent: false, gone: false, ...more });
const well: QueueHealth = { backend: "redis", where: "redis://q", latencyMs: 2, counts: { triage: { waiting: 1, active: 0, delayed: 0, failed: 0 }, delivery: { waiting: 0, active: 0, delayed: 2, failed: 1 } }, server: { name: "Redis 7", unsafe: [] }, sites: { default: { waiting: 1, active: 0, delayed: 0, failed: 0, oldest: now - 30_000 } } };

function make(more: Partial<VitalsOptions> = {}): Vitals {
  const vitals = openVitals({
    metrics: openMetrics(metricTable), now: () => now, stacks: [{ name: "prod", site: "default" }, { name: "edge", site: "dmz" }], serves: ["default"],
    health: async () => well, canary: async () => ({ kind: "through", ms: 7 }), presence: { processes: async () => [process({}), process({ id: "q", sites: ["dmz"], seenAt: now - 7_800_000, agoMs: 7_800_000, silent: true, gone: true })] },
    counters: { read: async () => 64 }, silences: { put: async () => undefined, list: async () => [] }, chats: () => [], watched: true, canaryEveryMs: 20, lookEveryMs: 5, ...more,
  });
  open.push(vitals);
  return vitals;
}

describe("readiness", () => {
  it("waits for a test job of every site that the process serves, and goes when none comes back any more", async () => {
    let flight: CanaryFlight = { kind: "stuck", ms: 20_000 };
    let time = now;
    const vitals = make({ canary: async () => flight, now: () => time });
    expect(vitals.ready().ready).toBe(false);
    await until("the reason", () => vitals.ready().reasons[0] === "no worker took a test job of site default within 20 s");
    expect(await vitalRoutes(vitals)["/readyz"]?.answer({} as never)).toMatchObject({ status: 503, body: expect.stringContaining("no worker took") });
    flight = { kind: "through", ms: 5 };
    await until("readiness", () => vitals.ready().ready);
    expect(await vitalRoutes(vitals)["/readyz"]?.answer({} as never)).toMatchObject({ status: 200 });
    flight = { kind: "away", reason: "refused" };
    time += 6 * 60_000;
    await until("the queue to be away", () => vitals.ready().reasons[0] === "the queue does not answer: refused");
    expect(await vitalRoutes(vitals)["/healthz"]?.answer({} as never)).toMatchObject({ status: 200 });
  });

  it("waits for every chat platform, and tells afterwards for how long one was deaf", async () => {
    let state: ChatHealth["state"] = "disconnected";
    let time = now;
    const kept: Silence[] = [];
    const vitals = make({ now: () => time, chats: () => [{ platform: "slack", state, since: 0, problems: [] }], silences: { put: async (silence) => void kept.push(silence), list: async () => kept } });
    await until("the reason", () => vitals.ready().reasons.includes("slack is disconnected"));
    await new Promise((resolve) => setTimeout(resolve, 30));
    time += 180_000;
    expect((await vitals.rows()).find(({ label }) => label === "Was deaf")?.text).toContain("nothing was heard from slack for 3 min");
    state = "connected";
    await until("the end of it", () => kept.length === 1);
    expect(kept).toEqual([{ what: "slack", from: now, until: now + 180_000 }]);
    expect(await vitals.page()).toContain("duo_triage_deaf_seconds_total{what=\"slack\"} 180\n");
  });
});

describe("what self says", () => {
  it("tells server, workers per site, test job, undelivered, missed", async () => {
    const rows = await make({
      health: async () => ({ ...well, server: { name: "Redis 7", unsafe: ["maxmemory-policy is allkeys-lru: bad"] }, undelivered: [{ run: "r-1", slot: "verdict", platform: "slack", channel: "C1", reason: "channel gone", at: now - 60_000 }] }),
      missed: async () => ["the report of 09:00 for #ops"],
    }).rows();
    expect(rows).toEqual([
      { label: "Queue's server", text: "can lose jobs (DT918): maxmemory-policy is allkeys-lru: bad" },
      { label: "Workers of site default", text: "1: h1 (1.0)" },
      { label: "Workers of site dmz", text: "none since 07:50 UTC (DT912): its stacks cannot be checked" },
      { label: "Test job", text: "taken by default in 7 ms" },
      { label: "Not delivered", text: "run r-1 to slack C1 at 09:59 UTC: channel gone (DT920); 2 more waiting" },
      { label: "Missed", text: "the report of 09:00 for #ops" },
    ]);
  });

  it("has gauges for reports that never came or came late, and none where nobody asked for one", async () => {
    const page = await make({ missed: async () => ["the report of 09:00 for #ops"], lateness: async () => 90_000 }).page();
    expect(page).toContain("duo_triage_reports_missed 1\n");
    expect(page).toContain("duo_triage_report_late_seconds 90\n");
    expect(await make({ missed: async () => [], lateness: async () => undefined }).page()).not.toMatch(/^duo_triage_report_late_seconds /mu);
  });

  it("has gauges for queue, workers and tokens", async () => {
    const page = await make().page();
    for (const line of ["duo_triage_queue_up 1", "duo_triage_queue_latency_seconds 0.002", "duo_triage_queue_oldest_seconds{site=\"default\"} 30", "duo_triage_queue_jobs{queue=\"delivery\",site=\"\",state=\"failed\"} 1", "duo_triage_workers{site=\"default\"} 1", "duo_triage_workers{site=\"dmz\"} 0", "duo_triage_tokens_today{stack=\"edge\"} 64"]) {
      expect(page).toContain(`${line}\n`);
    }
    const away = await make({ health: async () => ({ backend: "redis", where: "redis://q", problem: "refused" }) }).page();
    expect(away).toContain("duo_triage_queue_up 0\n");
    expect(away).not.toContain("duo_triage_queue_latency_seconds 0");
  });
});
