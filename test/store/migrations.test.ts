import type { Redis } from "ioredis";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
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

    it("of every released version is brought up to date, with everything there", async () => {
      const opened = await lane.make();
      const backend = openBackend(opened.choice);
      const fixtures = new URL("../fixtures/store/", import.meta.url);
      if (backend.kind === "redis") {
        const client = (await backend.connect({ name: "fixture", patient: true })) as Redis;
        for (const [command, ...rest] of JSON.parse(readFileSync(new URL("schema-1.redis.json", fixtures), "utf8")) as string[][]) await client.call(command!, ...rest);
        client.disconnect();
      } else await backend.pool.query(readFileSync(new URL("schema-1.sql", fixtures), "utf8"));
      // The fixture's messages have long been forgotten by the usual count of days.
      const store = openStore(backend, { passes: 10, failures: 10, deliveryDays: 36_500, auditDays: 365 });
      expect(await store.runs.get("r-old1")).toMatchObject({ stack: "prod", verdict: "fail", durationMs: 812.5, result: { run: "r-old1" }, facts: { facts: [] } });
      expect(await store.deliveries.claim("r-old1", "verdict", 1_000)).toEqual({ kind: "delivered", message: { ts: "1763800001.000100" } });
      expect((await store.expectations.get("prod DT220"))?.author).toBe("Ada");
      // What came later works on it.
      expect(await store.leases.take("a", "b", 1, 1_000)).toBe(true);
      await store.audit.append({ at: Date.now(), did: "asked", what: "check", platform: "slack", person: { id: "U1", name: "Ada" } });
      expect(await store.health()).toMatchObject({ schema: 3 });
      await store.close();
      await backend.close();
      await opened.drop();
    }, 120_000);
  });
}

it("never shows the password of an address", async () => {
  const redis = openBackend(choiceOf({ redisUrl: "rediss://user:hunter2@cache.example:6380/1", directory: "/x" }));
  const sql = openBackend(choiceOf({ databaseUrl: "postgres://user:hunter2@db.example/duo?password=hunter2", directory: "/x" }));
  expect([redis.where, sql.where]).toEqual(["rediss://cache.example:6380/1", "postgres://db.example/duo"]);
  expect(JSON.stringify(redis)).not.toContain("hunter2");
});
