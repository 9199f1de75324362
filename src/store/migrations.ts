import type { SqlPool } from "../core/backend.ts";

/** Forward only: a step that was released is never edited, a change is a new step at the end. */
const steps: readonly string[] = [
  `CREATE TABLE duo_triage.run (
     run text PRIMARY KEY,
     stack text NOT NULL,
     verdict text NOT NULL,
     started_at bigint NOT NULL,
     record jsonb NOT NULL,
     result jsonb,
     facts jsonb
   );
   CREATE INDEX run_of_stack ON duo_triage.run (stack, started_at DESC);
   CREATE INDEX run_by_time ON duo_triage.run (started_at DESC);
   CREATE TABLE duo_triage.delivery (
     run text NOT NULL,
     slot text NOT NULL,
     claims integer NOT NULL,
     claimed_until bigint NOT NULL,
     delivered_at bigint,
     message jsonb,
     at bigint NOT NULL,
     PRIMARY KEY (run, slot)
   );
   CREATE INDEX delivery_by_time ON duo_triage.delivery (at);
   CREATE TABLE duo_triage.document (
     kind text NOT NULL,
     id text NOT NULL,
     body jsonb NOT NULL,
     changed bigint NOT NULL,
     PRIMARY KEY (kind, id)
   );
   CREATE SEQUENCE duo_triage.change;`,
  // What processes share among each other: who lives, who holds a place, how much was spent.
  `CREATE TABLE duo_triage.sign (
     kind text NOT NULL,
     id text NOT NULL,
     body jsonb NOT NULL,
     seen_at bigint NOT NULL,
     until bigint NOT NULL,
     PRIMARY KEY (kind, id)
   );
   CREATE TABLE duo_triage.lease (
     name text NOT NULL,
     holder text NOT NULL,
     until bigint NOT NULL,
     PRIMARY KEY (name, holder)
   );
   CREATE TABLE duo_triage.counter (
     name text PRIMARY KEY,
     amount bigint NOT NULL,
     until bigint NOT NULL
   );
   CREATE FUNCTION duo_triage.now_ms() RETURNS bigint LANGUAGE sql AS 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint';
   CREATE FUNCTION duo_triage.take_lease(p_name text, p_holder text, p_most integer, p_for bigint) RETURNS boolean LANGUAGE plpgsql AS $body$
   BEGIN
     PERFORM pg_advisory_xact_lock(hashtext('duo-triage lease ' || p_name));
     DELETE FROM duo_triage.lease WHERE name = p_name AND until <= duo_triage.now_ms();
     IF (SELECT count(*) FROM duo_triage.lease WHERE name = p_name AND holder <> p_holder) >= p_most THEN
       RETURN false;
     END IF;
     INSERT INTO duo_triage.lease (name, holder, until) VALUES (p_name, p_holder, duo_triage.now_ms() + p_for)
       ON CONFLICT (name, holder) DO UPDATE SET until = excluded.until;
     RETURN true;
   END $body$;`,
  // Who did what.
  `CREATE TABLE duo_triage.audit (
     id text PRIMARY KEY,
     at bigint NOT NULL,
     body jsonb NOT NULL
   );
   CREATE INDEX audit_by_time ON duo_triage.audit (at, id);`,
];

/** The schema that this version writes. */
export const schemaVersion = steps.length;

/** Brings the tables up to date, once among however many processes start together. Rejects when a newer version wrote them. */
export async function migrate(pool: SqlPool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    try {
      await client.query("SELECT pg_advisory_xact_lock(7304112)");
      await client.query("CREATE SCHEMA IF NOT EXISTS duo_triage");
      await client.query("CREATE TABLE IF NOT EXISTS duo_triage.migration (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())");
      const { rows } = await client.query<{ version: number | null }>("SELECT max(version) AS version FROM duo_triage.migration");
      const current = rows[0]?.version ?? 0;
      assertNotNewer(current);
      for (const [index, step] of steps.entries()) {
        if (index < current) continue;
        await client.query(step);
        await client.query("INSERT INTO duo_triage.migration (version) VALUES ($1)", [index + 1]);
      }
      await client.query("COMMIT");
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    }
  } finally {
    client.release();
  }
}

/** Refuses data of a newer version: older code would misread it. */
export function assertNotNewer(found: number): void {
  if (found > schemaVersion) {
    throw new Error(`The stored data has schema ${found}, written by a newer duo-triage; this one reads up to schema ${schemaVersion}. Start the newer version.`);
  }
}
