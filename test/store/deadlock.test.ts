import { describe, expect, it } from "vitest";
import { openPostgresPool } from "../../src/store/postgres-pool.ts";
import { Secret } from "../../src/core/secret.ts";
import { lanes, until } from "./lanes.ts";

const lane = lanes.find(({ name }) => name === "postgresql") ?? { missing: "no such lane", make: () => Promise.reject(new Error("no such lane")) };

describe.skipIf(lane.missing !== undefined)(`statements that PostgreSQL undid${lane.missing === undefined ? "" : ` — LANE NOT RUN: ${lane.missing}`}`, { timeout: 60_000 }, () => {
  it("are said again after a deadlock, and have their effect once", async () => {
    const { plain, drop } = await lane.make();
    const pool = openPostgresPool(new Secret(plain.databaseUrl ?? ""));
    try {
      await pool.query("CREATE TABLE amount (id int PRIMARY KEY, n int NOT NULL)");
      await pool.query("INSERT INTO amount VALUES (1, 0), (2, 0)");
      const other = await pool.connect();
      await other.query("BEGIN");
      await other.query("UPDATE amount SET n = n + 10 WHERE id = 1");
      // Takes the second row and waits for the first; the other then waits for the second. The server ends whoever has waited longest.
      const both = pool.query("DO $$ BEGIN UPDATE amount SET n = n + 1 WHERE id = 2; UPDATE amount SET n = n + 1 WHERE id = 1; END $$");
      await until("it waits", async () => (await pool.query("SELECT 1 FROM pg_locks WHERE NOT granted")).rows.length > 0);
      await other.query("UPDATE amount SET n = n + 10 WHERE id = 2");
      await other.query("COMMIT");
      other.release();
      await both;
      expect((await pool.query("SELECT id, n FROM amount ORDER BY id")).rows).toEqual([{ id: 1, n: 11 }, { id: 2, n: 11 }]);
      await until("the server counts it", async () => Number((await pool.query<{ deadlocks: string }>("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")).rows[0]?.deadlocks) === 1);
    } finally {
      await pool.end();
      await drop();
    }
  });
});
