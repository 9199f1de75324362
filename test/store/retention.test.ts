import { afterEach, describe, expect, it } from "vitest";
import type { Backend, SqlPool } from "../../src/core/backend.ts";
import { nowAndThen } from "../../src/store/now-and-then.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { openSqlStore } from "../../src/store/sql-store.ts";
import { until } from "../kit/until.ts";
import { lanes } from "./lanes.ts";

const fiveSeconds = 5 / 86_400;
const retention = { passes: 3, failures: 3, deliveryDays: fiveSeconds, auditDays: 30 };
// The embedded database takes the same statements as PostgreSQL.
const server = lanes.some(({ name, missing }) => name === "postgresql" && missing === undefined);

for (const lane of lanes.filter(({ name }) => !(server && name === "pglite"))) {
  describe.skipIf(lane.missing !== undefined)(`deliveries on ${lane.name}${lane.missing === undefined ? "" : ` — LANE NOT RUN: ${lane.missing}`}`, { timeout: 60_000 }, () => {
    const ends: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const end of ends.splice(0).toReversed()) await end();
    });
    async function open(): Promise<Backend> {
      const made = await lane.make();
      const backend = openBackend(made.choice);
      ends.push(() => made.drop(), () => backend.close());
      return backend;
    }

    it("are forgotten when they were kept for long enough, and no sooner", async () => {
      const backend = await open();
      const store = openStore(backend, retention);
      ends.push(() => store.close());
      await store.deliveries.claim("r-old", "verdict", 5);
      await store.deliveries.delivered("r-old", "verdict", { id: "1" });
      expect(await store.deliveries.message("r-old", "verdict")).toEqual({ message: { id: "1" } });
      await until("it is forgotten", async () => {
        // Whoever begins anew tidies at once.
        const next = openStore(backend, retention);
        await next.deliveries.claim("r-new", "verdict", 5);
        const kept = await next.deliveries.message("r-old", "verdict");
        await next.close();
        return kept === undefined;
      });
      expect(await store.deliveries.claim("r-old", "verdict", 5)).toEqual({ kind: "claimed", uncertain: false });
    });

    it.skipIf(lane.name === "redis")("are tidied away now and then, so many at once, and not with every claim", async () => {
      const backend = (await open()) as Extract<Backend, { pool: SqlPool }>;
      let deletes = 0;
      const pool: SqlPool = { ...backend.pool, connect: () => backend.pool.connect(), query: (text: string, ...rest: never[]) => {
        if (text.startsWith("DELETE FROM duo_triage.delivery")) deletes += 1;
        return (backend.pool.query as (text: string, ...rest: never[]) => never)(text, ...rest);
      } };
      const store = openSqlStore({ ...backend, pool }, retention);
      await store.health();
      await backend.pool.query("SELECT 1");
      await store.deliveries.message("r-0", "made");
      await backend.pool.query("INSERT INTO duo_triage.delivery (run, slot, claims, claimed_until, at) SELECT 'r-' || n, 'old', 1, 0, 1 FROM generate_series(1, 2500) AS n");
      const old = async (): Promise<number> => Number((await backend.pool.query<{ count: string }>("SELECT count(*) AS count FROM duo_triage.delivery WHERE slot = 'old'")).rows[0]?.count);
      const left: number[] = [];
      for (let index = 0; index < 50; index += 1) {
        expect(await store.deliveries.claim(`r-${index}`, "verdict", 5_000)).toEqual({ kind: "claimed", uncertain: false });
        if (index < 4) left.push(await old());
      }
      expect(left).toEqual([1_500, 500, 0, 0]);
      expect(deletes).toBe(3);
    });
  });
}

it("tidies again when its time has come, and lets nobody fail for it", async () => {
  let times = 0;
  const tidy = nowAndThen(async () => {
    times += 1;
    throw new Error("away");
  }, 60);
  for (let index = 0; index < 5; index += 1) await tidy();
  expect(times).toBe(1);
  await until("its time", async () => {
    await tidy();
    return times === 2;
  });
});
