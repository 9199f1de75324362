import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { AuditEntry } from "../../src/core/audit.ts";
import type { Retention, RunRecord, Store } from "../../src/core/store.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { schemaVersion } from "../../src/store/migrations.ts";
import type { Lane } from "./lanes.ts";

/** Something to open stores on, as often as one likes. */
export interface StorePlace {
  open(retention?: Retention): Store;
  drop(): Promise<void>;
}

async function placeOf(lane: Lane): Promise<StorePlace> {
  const opened = await lane.make();
  const backend = openBackend(opened.choice);
  return {
    open: (retention) => openStore(backend, retention),
    async drop() {
      await backend.close();
      await opened.drop();
    },
  };
}

/** What every store must do, whatever it stands on. */
export function describeStore(lane: Lane): void {
  describeStoreAt(`${lane.name}${lane.missing === undefined ? "" : ` — LANE NOT RUN: ${lane.missing}`}`, lane.name, () => placeOf(lane), lane.missing !== undefined);
}

export function describeStoreAt(name: string, backend: Lane["name"], make: () => Promise<StorePlace>, skip = false): void {
  describe.skipIf(skip)(`store on ${name}`, { timeout: 60_000 }, () => {
    let place: StorePlace;
    let store: Store;

    beforeAll(async () => {
      place = await make();
      store = place.open({ passes: 3, failures: 5, deliveryDays: 30, auditDays: 30 });
      await store.health();
      // Making the embedded database takes 4 s of a free processor.
    }, 60_000);
    afterAll(async () => {
      await store.close();
      await place.drop();
    });

    const record = (run: string, stack: string, startedAt: number, more: Partial<RunRecord> = {}): RunRecord => ({
      run,
      stack,
      trigger: "chat",
      question: { kind: "check", deep: false },
      verdict: "pass",
      startedAt,
      durationMs: 12.5,
      result: { schemaVersion: 1, run },
      ...more,
    });

    it("says what it stands on and is well", async () => {
      expect(await store.health()).toMatchObject({ backend, schema: schemaVersion });
    });

    it("gives a run back as it was saved, documents included", async () => {
      const saved = record("r-full", "full", 5, { facts: { "gateway/health": { kind: "seen" } }, result: { text: "NUL \u0000, half \ud800, ü, \\u0000" } });
      await store.runs.save(saved);
      const found = await store.runs.get("r-full");
      expect(found).toMatchObject({ run: "r-full", stack: "full", durationMs: 12.5, facts: { "gateway/health": { kind: "seen" } }, question: { kind: "check", deep: false } });
      expect(found?.result).toMatchObject({ text: expect.stringContaining(", ü, \\u0000") });
      expect(await store.runs.get("r-none")).toBeUndefined();
    });

    it("replaces a run that is saved again", async () => {
      await store.runs.save(record("r-again", "again", 5, { facts: { old: 1 } }));
      await store.runs.save(record("r-again", "again", 6, { verdict: "fail" }));
      expect(await store.runs.get("r-again")).toEqual(record("r-again", "again", 6, { verdict: "fail" }));
      expect(await store.runs.list({ stack: "again", limit: 10 })).toHaveLength(1);
    });

    it("knows the last run of a stack and lists newest first", async () => {
      for (const [index, verdict] of (["pass", "fail", "warn"] as const).entries()) await store.runs.save(record(`r-l${index}`, "listed", 100 + index, { verdict }));
      expect((await store.runs.last("listed"))?.run).toBe("r-l2");
      expect((await store.runs.list({ stack: "listed", limit: 2 })).map(({ run }) => run)).toEqual(["r-l2", "r-l1"]);
      expect((await store.runs.list({ stack: "listed", before: 101, limit: 9 })).map(({ run }) => run)).toEqual(["r-l0"]);
      expect((await store.runs.list({ limit: 100 })).map(({ run }) => run)).toEqual(expect.arrayContaining(["r-l2", "r-full"]));
      expect((await store.runs.list({ stack: "listed", limit: 1 }))[0]).not.toHaveProperty("result");
      expect(await store.runs.last("nobody")).toBeUndefined();
    });

    it("keeps failures longer than passes, per stack", async () => {
      await store.runs.save(record("r-other", "other", 1));
      for (let index = 0; index < 8; index += 1) {
        await store.runs.save(record(`r-p${index}`, "kept", index, { verdict: index % 2 === 0 ? "pass" : "warn" }));
        await store.runs.save(record(`r-f${index}`, "kept", index, { verdict: index % 2 === 0 ? "fail" : "undecided" }));
      }
      const kept = (await store.runs.list({ stack: "kept", limit: 100 })).map(({ run }) => run).toSorted();
      expect(kept).toEqual(["r-f3", "r-f4", "r-f5", "r-f6", "r-f7", "r-p5", "r-p6", "r-p7"]);
      expect(await store.runs.get("r-p0")).toBeUndefined();
      expect(await store.runs.get("r-other")).toBeDefined();
    });

    it("lets one of many claim a slot, and nobody after it is delivered", async () => {
      const claims = await Promise.all(Array.from({ length: 10 }, () => store.deliveries.claim("r-d", "verdict", 5_000)));
      expect(claims.filter(({ kind }) => kind === "claimed")).toEqual([{ kind: "claimed", uncertain: false }]);
      expect(claims.filter(({ kind }) => kind === "busy")).toHaveLength(9);
      // A span of the server's clock, not a moment that this machine's clock would have to know.
      for (const claim of claims) if (claim.kind === "busy") expect(claim.forMs).toSatisfy((ms: number) => ms <= 5_000 && ms > -60_000);
      expect(await store.deliveries.claim("r-d", "evidence", 5_000)).toEqual({ kind: "claimed", uncertain: false });
      expect(await store.deliveries.message("r-d", "verdict")).toBeUndefined();
      await store.deliveries.delivered("r-d", "verdict", { ts: "1.2" });
      expect(await store.deliveries.claim("r-d", "verdict", 5_000)).toEqual({ kind: "delivered", message: { ts: "1.2" } });
      expect(await store.deliveries.message("r-d", "verdict")).toEqual({ message: { ts: "1.2" } });
      await store.deliveries.release("r-d", "verdict", true);
      expect(await store.deliveries.claim("r-d", "verdict", 5_000)).toMatchObject({ kind: "delivered" });
    });

    it("tells a certain failure to post from an uncertain one", async () => {
      await store.deliveries.claim("r-u", "a", 5_000);
      await store.deliveries.release("r-u", "a", true);
      expect(await store.deliveries.claim("r-u", "a", 5_000)).toEqual({ kind: "claimed", uncertain: false });
      await store.deliveries.release("r-u", "a", false);
      expect(await store.deliveries.claim("r-u", "a", 5_000)).toEqual({ kind: "claimed", uncertain: true });
      // The first doubt stays, however the second attempt ended.
      await store.deliveries.release("r-u", "a", true);
      expect(await store.deliveries.claim("r-u", "a", 5_000)).toEqual({ kind: "claimed", uncertain: true });
    });

    it("frees a claim whose owner is gone", async () => {
      await store.deliveries.claim("r-gone", "a", 150);
      const held = await store.deliveries.claim("r-gone", "a", 150);
      expect(held.kind).toBe("busy");
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect(await store.deliveries.claim("r-gone", "a", 5_000)).toEqual({ kind: "claimed", uncertain: true });
    });

    it("keeps collections apart, replaces, removes, lists latest change first", async () => {
      const one = store.collection("one", z.object({ n: z.number() }));
      const two = store.collection("two", z.object({ n: z.number() }));
      for (const [index, id] of ["a:b", "c", "d"].entries()) await one.put(id, { n: index });
      await two.put("c", { n: 99 });
      await one.put("a:b", { n: 7 });
      expect(await one.list()).toEqual([{ id: "a:b", document: { n: 7 } }, { id: "d", document: { n: 2 } }, { id: "c", document: { n: 1 } }]);
      expect(await one.list(1)).toHaveLength(1);
      expect(await one.remove("c")).toBe(true);
      expect(await one.remove("c")).toBe(false);
      expect(await one.get("c")).toBeUndefined();
      expect(await two.get("c")).toEqual({ n: 99 });
    });

    it("tells the server's time", async () => {
      const before = Date.now();
      const told = await store.time();
      // One machine, one clock; a millisecond is what rounding takes.
      expect(told).toBeGreaterThanOrEqual(before - 1);
      expect(told).toBeLessThanOrEqual(Date.now() + 1);
    });

    it("remembers signs of life, tells the living from the gone, latest first", async () => {
      await store.signs.give("worker", "a", { sites: ["dmz"] }, 60_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await store.signs.give("worker", "b", { sites: ["default"] }, 1);
      await store.signs.give("bot", "a", null, 60_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const signs = await store.signs.list("worker");
      expect(signs.map(({ id, body, gone }) => ({ id, body, gone }))).toEqual([{ id: "b", body: { sites: ["default"] }, gone: true }, { id: "a", body: { sites: ["dmz"] }, gone: false }]);
      expect(signs[0]!.seenAt).toBeGreaterThanOrEqual(signs[1]!.seenAt);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await store.signs.give("worker", "a", { sites: ["lab"] }, 60_000);
      expect((await store.signs.list("worker"))[0]).toMatchObject({ id: "a", body: { sites: ["lab"] }, gone: false });
      expect(await store.signs.list("nobody")).toEqual([]);
      // By the server's clock alone, whatever this machine's says.
      for (const { agoMs } of signs) expect(agoMs).toSatisfy((ms: number) => ms >= 15 && ms < 60_000);
    });

    it("gives away as many places as there are, whoever asks at once, and again when they are given back or lapse", async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => store.leases.take("gitlab", `h${index}`, 3, 60_000)));
      expect(answers.filter(Boolean)).toHaveLength(3);
      const holder = `h${answers.indexOf(true)}`;
      // Its own place is renewed, not counted twice.
      expect(await store.leases.take("gitlab", holder, 3, 60_000)).toBe(true);
      expect(await store.leases.take("other", "h", 1, 60_000)).toBe(true);
      await store.leases.give("gitlab", holder);
      expect(await store.leases.take("gitlab", "late", 3, 60_000)).toBe(true);
      expect(await store.leases.take("gitlab", "later", 3, 60_000)).toBe(false);
      expect(await store.leases.take("short", "a", 1, 30)).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(await store.leases.take("short", "b", 1, 60_000)).toBe(true);
    });

    it("spends no more than the budget, whoever spends at once, and forgets it in time", async () => {
      const spent = await Promise.all(Array.from({ length: 12 }, () => store.counters.add("tokens", 10, 55, 60_000)));
      expect(spent.filter((amount) => amount !== undefined).toSorted()).toEqual([10, 20, 30, 40, 50]);
      expect(await store.counters.read("tokens")).toBe(50);
      expect(await store.counters.add("tokens", 5, 55, 60_000)).toBe(55);
      expect(await store.counters.add("big", 56, 55, 60_000)).toBeUndefined();
      expect(await store.counters.read("big")).toBe(0);
      await store.counters.add("brief", 50, 55, 30);
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(await store.counters.read("brief")).toBe(0);
      expect(await store.counters.add("brief", 50, 55, 60_000)).toBe(50);
    });

    it("remembers who did what, in order of time, more than one page of it, and no longer than it is kept", async () => {
      const now = Date.now();
      const entry = (at: number, more: Partial<AuditEntry> = {}): AuditEntry => ({ at, did: "asked", what: "check", platform: "slack", person: { id: "U1", name: "Ada" }, ...more });
      const listed = async (span?: { since?: number; until?: number }): Promise<AuditEntry[]> => {
        const found: AuditEntry[] = [];
        for await (const one of store.audit.read(span)) found.push(one);
        return found;
      };
      const kept = [entry(now - 5_000), entry(now - 4_000, { did: "refused", what: "expect", role: "viewer", stack: "prod", run: "r-1", outcome: "needs operator", words: "NUL \u0000 ü" }), entry(now - 4_000), entry(now - 1_000, { did: "sent", to: "pagerduty", incident: "i-1" })];
      for (const one of kept.toReversed()) await store.audit.append(one);
      const found = await listed();
      expect(found.map(({ at }) => at)).toEqual(kept.map(({ at }) => at));
      expect(found).toEqual(expect.arrayContaining([kept[0], kept[2], kept[3]]));
      expect(found.find(({ did }) => did === "refused")).toMatchObject({ role: "viewer", outcome: "needs operator", words: expect.stringContaining("ü") });
      expect(await listed({ since: now - 4_000, until: now - 1_000 })).toHaveLength(2);
      // Many of one moment, and a page that ends among them.
      await Promise.all(Array.from({ length: 505 }, (_, index) => store.audit.append(entry(now - 3_000 + (index < 400 ? 0 : index), { what: `n${index}` }))));
      const many = await listed({ since: now - 3_000, until: now - 1_000 });
      expect(new Set(many.map(({ what }) => what)).size).toBe(505);
      expect(many).toHaveLength(505);
      expect(many.map(({ at }) => at)).toEqual(many.map(({ at }) => at).toSorted((a, b) => a - b));
      await store.audit.append(entry(now - 31 * 86_400_000, { what: "old" }));
      await store.audit.append(entry(now, { what: "last" }));
      expect((await listed())[0]?.what).not.toBe("old");
      expect((await listed()).at(-1)?.what).toBe("last");
    });

    it("leaves out documents that no longer fit", async () => {
      await store.collection("shape", z.object({ old: z.string() })).put("x", { old: "yes" });
      const now = store.collection("shape", z.object({ fresh: z.number() }));
      expect(await now.get("x")).toBeUndefined();
      expect(await now.list()).toEqual([]);
    });

    it("opens again, from many places at once, with everything there", async () => {
      await store.expectations.put("prod DT220", { code: "DT220", stack: "prod", reason: "migration", author: "Ada", until: 9, at: 1 });
      const again = Array.from({ length: 4 }, () => place.open());
      const found = await Promise.all(again.map((other) => other.expectations.get("prod DT220")));
      expect(found.map((one) => one?.author)).toEqual(["Ada", "Ada", "Ada", "Ada"]);
      await Promise.all(again.map((other) => other.close()));
    });
  });
}
