import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { EscalationPlace } from "../../src/core/escalation.ts";
import { type Announcement, type Incident, incidentSchema } from "../../src/core/incident.ts";
import type { DeliveryJob, Posted } from "../../src/core/queue.ts";
import { Secret } from "../../src/core/secret.ts";
import { openEscalate } from "../../src/escalation/escalate.ts";
import { gitlabIssue, opsgenie, pagerDuty, signedWebhook } from "../../src/escalation/places.ts";
import { createProbes } from "../../src/probes/probes.ts";
import { openMemoryStore } from "../kit/memory-store.ts";
import { openPlaces } from "./fakes.ts";

const at = Date.parse("2026-11-23T10:00:00Z");
const incident = (more: Partial<Incident> = {}): Incident => incidentSchema.parse({
  id: "i-0011223344", stack: "prod", code: "DT301", severity: "outage", title: "Nothing listens at <vllm> for @here", openedAt: at, lastSeenAt: at, since: at - 60_000, runs: ["r-1"], breaks: ["chat"], doNow: "Start it (model host)", changes: ["the version of GitLab changed: 18.5 → 18.6"], announced: true, seq: 1, ...more,
});
const announcement = (kind: Announcement["kind"], more: Partial<Incident> = {}, seq = 1): Announcement => ({ incident: "i-0011223344", seq, kind, at, broadcast: false, incidentThen: { ...incident(more), seq }, ...(kind === "recovered" ? { line: "Recovered after 5 min" } : {}) });

describe("escalation", () => {
  let fakes: Awaited<ReturnType<typeof openPlaces>>;
  const probes = createProbes({});
  let places: EscalationPlace[];
  beforeAll(async () => { fakes = await openPlaces(); });
  afterAll(async () => {
    await probes.close();
    await fakes.close();
  });
  beforeEach(() => {
    fakes.asked.length = 0;
    fakes.alerts.clear();
    fakes.issues.length = 0;
    fakes.hooks.length = 0;
    fakes.state.answer = undefined;
    const wire = { http: probes.http, now: () => at };
    places = [
      pagerDuty({ routingKey: new Secret("R0UTING"), url: fakes.url }, wire), opsgenie({ apiKey: new Secret("g3nie-key"), url: `${fakes.url}/` }, wire),
      gitlabIssue({ url: fakes.url, project: "ops/duo", token: new Secret("glpat-escalation"), type: "incident", labels: ["duo"], confidential: true }, wire), signedWebhook({ url: `${fakes.url}/hook`, secret: new Secret("sh4red-secret") }, wire),
    ];
  });

  /** A queue that brings each job once, as the worker and its ledger do. */
  function open(automatic: "never" | "outage" | "degraded", stacks: string[] = []) {
    const store = openMemoryStore();
    let jobs: DeliveryJob[] = [];
    const ends: Posted[] = [];
    let now = at;
    const escalate = openEscalate({ store, places, deliver: async (job) => void (jobs.some((one) => one.run === job.run && one.slot === job.slot) || jobs.push(job)), now: () => now, redact: (text) => text, automatic, stacks });
    return {
      store, escalate, ends, wait: (ms: number) => void (now += ms),
      async work(): Promise<void> {
        const left: DeliveryJob[] = [];
        for (const job of jobs) {
          const claim = await store.deliveries.claim(job.run, job.slot, 5_000);
          if (claim.kind !== "claimed") continue;
          const posted = await escalate.delivery(job, { signal: AbortSignal.timeout(5_000) });
          ends.push(posted);
          if (posted.kind === "posted") await store.deliveries.delivered(job.run, job.slot, posted.message ?? null);
          else await store.deliveries.release(job.run, job.slot, true);
          if (posted.kind === "later") left.push(job);
        }
        jobs = left;
      },
    };
  }

  it("raises once at every place, however often it is announced, and resolves on recovery", async () => {
    const { escalate, work } = open("outage");
    await escalate.announced(announcement("opened"));
    await escalate.announced(announcement("opened"));
    await work();
    await escalate.announced(announcement("raised", {}, 2));
    await work();
    expect([...fakes.alerts.entries()]).toEqual([["i-0011223344", { open: true, times: 2 }]]);
    expect(fakes.issues).toMatchObject([{ iid: 1, state: "opened", issue_type: "incident", confidential: true, labels: ["duo", "duo-triage", "duo-triage-i-0011223344"] }]);
    expect(fakes.hooks.map(({ event }) => event)).toEqual(["raised"]);
    await escalate.announced(announcement("recovered", {}, 3));
    await escalate.announced(announcement("recovered", {}, 3));
    await work();
    expect(fakes.alerts.get("i-0011223344")?.open).toBe(false);
    expect(fakes.issues[0]).toMatchObject({ state: "closed", notes: ["Recovered after 5 min\n\n/close"] });
    expect(fakes.hooks.map(({ event }) => event)).toEqual(["raised", "resolved"]);
  });

  it("raises anew when it comes back, and it is remembered what was sent where", async () => {
    const { escalate, work, store } = open("outage");
    await escalate.announced(announcement("opened"));
    await work();
    await escalate.announced(announcement("recovered", {}, 2));
    await work();
    await escalate.announced(announcement("returned", { returns: [at + 1] }, 3));
    await work();
    expect(fakes.alerts.get("i-0011223344")?.open).toBe(true);
    expect(fakes.issues.map(({ state }) => state)).toEqual(["closed", "opened"]);
    const remembered: string[] = [];
    for await (const { did, what, to, incident: about, person, outcome } of store.audit.read()) if (to === "pagerduty") remembered.push(`${did} ${what} ${about} by ${person.name}: ${outcome}`);
    expect(remembered).toEqual(["raise", "resolve", "raise"].map((what) => expect.stringContaining(`sent ${what} i-0011223344 by duo-triage: taken`) as string));
  });

  it("is not what the rules leave out: lesser severity, other stacks, switches left on, rules that say never", async () => {
    for (const [automatic, stacks, more] of [["outage", [], { severity: "degraded" }], ["outage", ["lab"], {}], ["degraded", [], { kind: "switch" as const, severity: "security" }], ["never", [], {}]] as const) {
      const { escalate, work } = open(automatic, [...stacks]);
      await escalate.announced(announcement("opened", more));
      await escalate.announced(announcement("recovered", more, 2));
      await work();
    }
    expect(fakes.asked).toEqual([]);
  });

  it("waits for a place that is away as long as it asks, then raises before it resolves", async () => {
    const { escalate, work, ends } = open("outage");
    fakes.state.answer = { status: 429, headers: { "retry-after": "7" } };
    await escalate.announced(announcement("opened"));
    await escalate.announced(announcement("recovered", {}, 2));
    await work();
    expect(ends.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => ({ kind: "later", afterMs: 7_000, reason: expect.stringContaining("429") })));
    fakes.state.answer = undefined;
    await work();
    expect(fakes.hooks.map(({ event }) => event)).toEqual(["raised", "resolved"]);
    expect(fakes.alerts.get("i-0011223344")?.open).toBe(false);
  });

  it("gives up where trying again is useless, and shows no secret", async () => {
    const wire = { http: probes.http, now: () => at };
    places = [pagerDuty({ routingKey: new Secret("WR0NG-KEY"), url: fakes.url }, wire), opsgenie({ apiKey: new Secret("wr0ng-key"), url: fakes.url }, wire), signedWebhook({ url: `${fakes.url}/hook`, secret: new Secret("other-secret") }, wire)];
    const { escalate, work, ends } = open("outage");
    await escalate.announced(announcement("opened"));
    await work();
    expect(ends.map(({ kind }) => kind)).toEqual(["undeliverable", "undeliverable", "undeliverable"]);
    expect(JSON.stringify(ends)).not.toMatch(/WR0NG|wr0ng|other-secret/u);
  });

  it("neither notifies anybody nor obeys a target's text in an issue", async () => {
    const { escalate, work } = open("outage");
    await escalate.announced(announcement("opened", { doNow: "/assign @root" }));
    await work();
    expect(fakes.issues[0]?.description).not.toMatch(/@(?:here|root)/u);
    expect(fakes.issues[0]?.description.split("\n").some((line) => line.startsWith("/"))).toBe(false);
  });

  it("by hand: joins the incident of its run, is sent once, and says where it stands", async () => {
    const { escalate, store, work } = open("never");
    await store.incidents.put("i-0011223344", incident());
    const by = { run: "r-1", stack: "prod", code: "DT301", title: "Duo on prod", text: "Cause: x", by: "Ana", conversation: { platform: "slack", channel: "C1" } };
    expect(escalate.byHand.destinations("prod").map(({ id }) => id)).toEqual(["pagerduty", "opsgenie", "gitlab", "webhook"]);
    expect(await escalate.byHand.send({ ...by, destination: "gitlab" })).toEqual({ kind: "sent", reference: "https://gitlab.example.com/ops/duo/-/issues/1" });
    expect(await escalate.byHand.send({ ...by, destination: "gitlab" })).toEqual({ kind: "open", reference: "https://gitlab.example.com/ops/duo/-/issues/1" });
    // What a hand raised is resolved with the incident.
    await escalate.announced(announcement("recovered", {}, 2));
    await work();
    expect(fakes.issues.map(({ state }) => state)).toEqual(["closed"]);
    const preview = escalate.byHand.preview?.({ ...by, destination: "pagerduty" }) ?? "";
    expect(preview).toContain("event_action");
    expect(preview).not.toContain("R0UTING");
  });
});
