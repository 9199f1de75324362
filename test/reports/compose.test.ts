import { describe, expect, it } from "vitest";
import { renderReply } from "../../src/chat/terminal/render.ts";
import { incidentSchema } from "../../src/core/incident.ts";
import type { Trend } from "../../src/core/report.ts";
import type { Vitals } from "../../src/core/vitals.ts";
import { composeReport, fingerprintOf, type Remembered } from "../../src/reports/compose.ts";
import { addRun, type TrendRun } from "../../src/reports/trend.ts";
import { emptyWatch } from "../../src/incidents/keeper.ts";
import { sayReport } from "../../src/replies/report.ts";

const now = Date.parse("2026-11-23T08:00:00Z");
const minute = 60_000;
const day = 86_400_000;
const vitals = (version: string, firstMs: number): Vitals => ({ seen: { "version of GitLab": { "": version }, "release of the gateway": { "": "18.5" } }, addresses: {}, certificates: [{ where: "gateway (gw:443)", notAfter: "2026-12-01T00:00:00.000Z", fingerprint: "aa" }], firstTokenMs: { m: firstMs } });

function live(from: number, to: number, of: (at: number) => Partial<TrendRun>, begin?: Trend): Trend {
  let trend = begin;
  for (let at = from; at < to; at += 5 * minute) trend = addRun(trend, { run: `r-${at}`, stack: "prod", at, verdict: "pass", durationMs: 5_000, vitals: vitals("18.6.0", 800), ...of(at) });
  return trend as Trend;
}
const memory = (trend: Trend | undefined, more: Partial<Remembered> = {}): Remembered => ({ watch: { ...emptyWatch("prod"), latest: { run: "r", at: now, verdict: "pass" } }, trend, incidents: [], expectations: [], silence: undefined, ...more });
const show = (stacks: { name: string; memory: Remembered }[], more = {}): string => renderReply(sayReport(composeReport(stacks, { now, since: now - day, timeZone: "Europe/Berlin", ...more })), { colour: false, width: 1000 });

describe("a report", () => {
  const week = live(now - 8 * day, now - 7 * day, () => ({ vitals: vitals("18.5.0", 400), durationMs: 2_500 }));
  const trend = live(now - day, now, (at) => (at >= now - 60 * minute && at < now - 30 * minute ? { verdict: "fail" } : {}), week);

  it("says one line overall, and for a stack availability, latency against last week, certificate, versions and skew", () => {
    const text = show([{ name: "prod", memory: memory(trend) }]);
    expect(text).toContain("OK PASS  Duo: prod works · 2026-11-23 09:00 Europe/Berlin");
    expect(text).toContain("up 97.9 % of 288 checks in 24 h · first word 0.8 s (+100 % against last week) · check 5.0 s (+100 % against last week) · next certificate to end: gateway (gw:443), 2026-12-01 (in 7 d) · GitLab 18.6.0, gateway 18.5 · the gateway is of 18.5, GitLab of 18.6");
    expect(text).toContain("prod: renew the certificate of gateway (gw:443), it ends in 7 days");
  });

  it("says what changed, what is accepted and until when, what was left on, and at most three things to do, the worst first", () => {
    const common = { stack: "prod", openedAt: now, lastSeenAt: now, runs: ["r"], since: now - 3 * 3_600_000 };
    const incidents = [
      incidentSchema.parse({ ...common, id: "i-1", code: "DT301", severity: "outage", title: "Nothing listens", doNow: "Start it" }),
      incidentSchema.parse({ ...common, id: "i-2", code: "DT220", severity: "security", kind: "switch", title: "Authentication is switched off", doNow: "Remove the switch", firstSeenBy: "Ana", since: now - 3 * day }),
      incidentSchema.parse({ ...common, id: "i-3", code: "DT105", severity: "outage", title: "Was unset", closedAt: now - 3_600_000 }),
    ];
    const text = show([{ name: "prod", memory: memory(trend, { incidents, expectations: [{ code: "DT141", stack: "prod", reason: "audit", author: "Ben", until: now + 2 * day }] }) }, { name: "lab", memory: memory(undefined, { watch: undefined }) }]);
    expect(text).toContain("X FAIL  Duo: 0 of 2 stacks working");
    expect(text).toContain("X FAIL prod: Nothing listens (DT301), for 3 h");
    expect(text).toContain("? UNKNOWN lab: not checked yet");
    expect(text).toMatch(/prod: broke: Nothing listens.*\n.*broke: Was unset.*\n.*recovered: Was unset \(DT105\), after 2 h/u);
    expect(text).toContain("Left on, prod: Authentication is switched off (DT220), for 3 d; first seen by a check of Ana");
    expect(text).toContain("Accepted, prod: DT141 until 2026-11-25, Ben: audit");
    expect(text).toMatch(/1\. prod: Start it\n2\. prod: Remove the switch\n3\. prod: renew the certificate/u);
    expect(text).not.toContain("4. ");
  });

  it("blames no stack while the observer is blind, and says so", () => {
    const text = show([{ name: "prod", memory: memory(trend, { watch: { ...emptyWatch("prod"), blindSince: now - 3_600_000, blindBecause: "the sentinel does not answer" } }) }]);
    expect(text).toContain("? UNKNOWN prod: not seen since 1 h: the sentinel does not answer");
  });

  it("tells what changed in the versions since the last one, and how late it is", () => {
    const upgraded = live(now - 10 * minute, now, () => ({ vitals: vitals("18.7.0", 800) }), trend);
    const text = show([{ name: "prod", memory: memory(upgraded) }], { due: now - 90 * minute });
    expect(text).toContain("the version of GitLab changed: 18.6.0 → 18.7.0");
    expect(text).toContain("Late by 1 h 30 min: it was due at 2026-11-23 07:30");
  });

  it("never rounds up to 100 %, and keeps hundreds of stacks short", () => {
    const nearly = live(now - day, now, (at) => (at === now - day ? { verdict: "fail" } : {}));
    expect(show([{ name: "prod", memory: memory(nearly) }])).toContain("up 99.6 %");
    const many = Array.from({ length: 300 }, (_, place) => ({ name: `stack-${place}`, memory: memory(undefined) }));
    const text = show(many);
    expect(text).toContain("and 280 more: 280 pass");
    expect(text.length).toBeLessThan(4_000);
  });

  it("is the same report when only measurements differ, and another when a state or version does", () => {
    const report = (of: Trend, incidents: Remembered["incidents"] = []) => fingerprintOf(composeReport([{ name: "prod", memory: memory(of, { incidents }) }], { now, since: now - day, timeZone: "UTC" }), incidents);
    expect(report(live(now - day, now, () => ({ durationMs: 9_000 })))).toBe(report(live(now - day, now, () => ({}))));
    expect(report(live(now - day, now, () => ({ vitals: vitals("19.0.0", 800) })))).not.toBe(report(trend));
    expect(report(trend, [incidentSchema.parse({ stack: "prod", code: "DT301", severity: "outage", openedAt: 1, lastSeenAt: 1, runs: [] })])).not.toBe(report(trend));
  });

  it("two weeks of a stack stay small", () => {
    const long = live(now - 20 * day, now, () => ({}));
    expect(long.hours.length).toBeLessThanOrEqual(24 * 15 + 1);
    expect(JSON.stringify(long).length).toBeLessThan(60_000);
  });
});
