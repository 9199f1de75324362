import type { Redis } from "ioredis";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Store } from "../../src/core/store.ts";
import { schemaVersion } from "../../src/store/migrations.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { choiceOf, lanes, useStore } from "./lanes.ts";

for (const lane of lanes) {
  describe.skipIf(lane.missing !== undefined)(`stored data on ${lane.name}`, () => {
    it("survives a restart, and is refused when a newer version wrote it", async () => {
      const opened = await lane.make();
      const use = <T>(work: Parameters<typeof useStore<T>>[1]): Promise<T> => useStore(opened.choice, work);
      await use((store) => store.feedback.put("f1", { run: "r-1", author: "Ada", right: true, at: 1 }));
      expect(await use((store) => store.feedback.get("f1"))).toMatchObject({ author: "Ada" });
      await use(async (_store, backend) => {
        if (backend.kind !== "redis") return void (await backend.pool.query("INSERT INTO duo_triage.migration (version) VALUES (99)"));
        const { Redis } = await import("ioredis");
        const client = new Redis(backend.url.reveal());
        await client.set("{duo-triage}:schema", "99");
        client.disconnect();
      });
      await use(async (store) => {
        await expect(store.feedback.get("f1")).rejects.toThrow("newer duo-triage");
        expect((await store.health()).problem).toContain("schema 99");
      });
      await opened.drop();
    }, 120_000);

    const fixtures = new URL("../fixtures/store/", import.meta.url);
    /** Opens a store on what a version of that schema left. */
    async function left(schema: number): Promise<{ store: Store; close(): Promise<void> }> {
      const opened = await lane.make();
      const backend = openBackend(opened.choice);
      if (backend.kind === "redis") {
        const client = (await backend.connect({ name: "fixture", patient: true })) as Redis;
        for (const [command, ...rest] of JSON.parse(readFileSync(new URL(`schema-${schema}.redis.json`, fixtures), "utf8")) as string[][]) await client.call(command!, ...rest);
        client.disconnect();
      } else await backend.pool.query(readFileSync(new URL(`schema-${schema}.sql`, fixtures), "utf8"));
      // The fixtures' messages have long been forgotten by the usual count of days.
      const store = openStore(backend, { passes: 10, failures: 10, deliveryDays: 36_500, auditDays: 36_500 });
      return {
        store,
        async close() {
          await store.close();
          await backend.close();
          await opened.drop();
        },
      };
    }
    /** What came later works on it, and it is told to be up to date. */
    async function worksOn(store: Store): Promise<void> {
      expect(await store.leases.take("a", "b", 1, 1_000)).toBe(true);
      await store.runs.save({ run: "r-new", stack: "prod", trigger: "chat", verdict: "pass", startedAt: Date.now(), durationMs: 1, result: {}, facts: { facts: [] } });
      expect((await store.runs.list({ stack: "prod", limit: 10 })).map(({ run }) => run)).toContain("r-new");
      await store.audit.append({ at: Date.now(), did: "asked", what: "check", platform: "slack", person: { id: "U1", name: "Ada" } });
      expect(await store.health()).toMatchObject({ schema: schemaVersion });
    }

    it("has a fixture of every schema that there was", () => {
      for (let schema = 1; schema <= schemaVersion; schema += 1) for (const name of [`schema-${schema}.sql`, `schema-${schema}.redis.json`]) expect(existsSync(new URL(name, fixtures)), name).toBe(true);
    });

    it("of schema 1 is brought up to date, with everything there", async () => {
      const { store, close } = await left(1);
      expect(await store.runs.get("r-old1")).toMatchObject({ stack: "prod", verdict: "fail", durationMs: 812.5, result: { run: "r-old1" }, facts: { facts: [] } });
      expect(await store.deliveries.claim("r-old1", "verdict", 1_000)).toEqual({ kind: "delivered", message: { ts: "1763800001.000100" } });
      expect((await store.expectations.get("prod DT220"))?.author).toBe("Ada");
      await worksOn(store);
      await close();
    }, 120_000);

    it.each(Array.from({ length: schemaVersion - 1 }, (_, place) => place + 2))("of schema %i is brought up to date, with everything there", async (schema) => {
      const { store, close } = await left(schema);
      expect(await store.runs.get("r-old2")).toMatchObject({ stack: "prod", verdict: "pass", durationMs: 640, question: { deep: true }, result: { run: "r-old2" }, facts: { facts: [] } });
      expect((await store.runs.last("prod"))?.run).toBe("r-old2");
      expect(await store.deliveries.claim("r-old2", "verdict", 1_000)).toEqual({ kind: "delivered", message: { channel: "C1", id: "1763900001.000200" } });
      // It may have been posted: whoever takes it up is told to look.
      expect(await store.deliveries.claim("r-old2", "evidence", 1_000)).toEqual({ kind: "claimed", uncertain: true });
      expect((await store.expectations.list()).map(({ id, document }) => [id, document.author])).toEqual([["prod DT310", "Bo"]]);
      expect(await store.feedback.get("f-old2")).toMatchObject({ right: false });
      expect(await store.signs.list("process")).toMatchObject([{ id: "p-old2", body: { version: "0.1.0" }, gone: true }]);
      expect(await store.counters.read("tokens prod 2025-11-23")).toBe(1_200);
      // A place that was held is held still.
      expect(await store.leases.take("target gitlab.example.com", "another", 1, 1_000)).toBe(false);
      const audited: string[] = [];
      for await (const entry of store.audit.read()) audited.push(entry.did);
      expect(audited).toEqual(schema < 3 ? [] : ["asked"]);
      await worksOn(store);
      await close();
    }, 120_000);
  });
}

it("never shows the password of an address", async () => {
  const redis = openBackend(choiceOf({ redisUrl: "rediss://user:hunter2@cache.example:6380/1", directory: "/x" }));
  const sql = openBackend(choiceOf({ databaseUrl: "postgres://user:hunter2@db.example/duo?password=hunter2", directory: "/x" }));
  expect([redis.where, sql.where]).toEqual(["rediss://cache.example:6380/1", "postgres://db.example/duo"]);
  expect(JSON.stringify(redis)).not.toContain("hunter2");
});
