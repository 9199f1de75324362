import type { Backend, SqlPool } from "../core/backend.ts";
import { runRecordSchema, type Claim, type Collection, type Deliveries, type Retention, type Runs, type RunSummary, type Store } from "../core/store.ts";
import type { z } from "zod";
import { sayError } from "../core/text.ts";
import { collectionsOf } from "./collections.ts";
import { migrate, schemaVersion } from "./migrations.ts";
import { nowAndThen } from "./now-and-then.ts";
import { openAudit } from "./sql-audit.ts";
import { openSqlDump } from "./sql-dump.ts";
import { openShared } from "./sql-shared.ts";

/** The store on SQL: PostgreSQL and the embedded database alike. Tables are made or updated before the first statement. */
export function openSqlStore(backend: Extract<Backend, { pool: SqlPool }>, retention: Retention): Store {
  const sql = migrated(backend.pool);
  const collection = <T>(kind: string, schema: z.ZodType<T>): Collection<T> => openCollection(sql, kind, schema);
  return {
    runs: openRuns(sql, retention),
    deliveries: openDeliveries(sql, retention),
    ...collectionsOf(collection),
    ...openShared(sql, json),
    audit: openAudit(sql, json, retention.auditDays * 86_400_000),
    dump: openSqlDump(sql, json),
    collection,
    time: async () => Number((await sql<{ now: string | number }>("SELECT duo_triage.now_ms() AS now"))[0]?.now),
    async health() {
      const about = { backend: backend.kind, where: backend.where };
      try {
        await sql("SELECT 1");
        return { ...about, schema: schemaVersion };
      } catch (error) {
        return { ...about, problem: sayError(error) };
      }
    },
    close: async () => undefined,
  };
}

type Sql = <Row>(text: string, parameters?: readonly unknown[]) => Promise<Row[]>;

function migrated(pool: SqlPool): Sql {
  let ready: Promise<void> | undefined;
  return async <Row>(text: string, parameters?: readonly unknown[]): Promise<Row[]> => {
    // A failed attempt is not kept: the server may be back at the next call.
    ready ??= migrate(pool).catch((error: unknown) => {
      ready = undefined;
      throw error;
    });
    await ready;
    return (await pool.query<Row>(text, parameters)).rows;
  };
}

function openRuns(sql: Sql, retention: Retention): Runs {
  const all = "SELECT record, result, facts FROM duo_triage.run";
  const whole = (row: RunRow | undefined) => {
    if (row === undefined) return undefined;
    return runRecordSchema.parse({ ...row.record, result: row.result, ...(row.facts === null ? {} : { facts: row.facts }) });
  };
  return {
    async save(record) {
      const { result, facts, ...summary } = runRecordSchema.parse(record);
      await sql(
        `INSERT INTO duo_triage.run (run, stack, verdict, started_at, record, result, facts)
         VALUES ($1, $2, $3, $4::bigint, $5::jsonb, $6::jsonb, $7::jsonb)
         ON CONFLICT (run) DO UPDATE SET stack = excluded.stack, verdict = excluded.verdict, started_at = excluded.started_at,
           record = excluded.record, result = excluded.result, facts = excluded.facts`,
        [record.run, record.stack, record.verdict, record.startedAt, json(summary), json(result), facts === undefined ? null : json(facts)],
      );
      for (const [verdicts, keep] of [["pass,warn", retention.passes], ["fail,undecided", retention.failures]] as const) {
        await sql(
          `DELETE FROM duo_triage.run WHERE run IN (
             SELECT run FROM duo_triage.run WHERE stack = $1 AND verdict = ANY (string_to_array($2, ','))
             ORDER BY started_at DESC, run DESC OFFSET $3::int)`,
          [record.stack, verdicts, keep],
        );
      }
    },
    async get(run) {
      return whole((await sql<RunRow>(`${all} WHERE run = $1`, [run]))[0]);
    },
    async list({ stack, before, limit }) {
      const rows = await sql<{ record: RunSummary }>(
        `SELECT record FROM duo_triage.run WHERE ($1::text IS NULL OR stack = $1) AND ($2::bigint IS NULL OR started_at < $2)
         ORDER BY started_at DESC, run DESC LIMIT $3::int`,
        [stack ?? null, before ?? null, limit],
      );
      return rows.map((row) => row.record);
    },
    async last(stack) {
      return whole((await sql<RunRow>(`${all} WHERE stack = $1 ORDER BY started_at DESC, run DESC LIMIT 1`, [stack]))[0]);
    },
  };
}

interface RunRow {
  record: object;
  result: unknown;
  facts: unknown;
}

/** So many deliveries are forgotten at once: whoever claims then waits for that. */
const mostAtOnce = 1_000;

function openDeliveries(sql: Sql, retention: Retention): Deliveries {
  // The server's clock, so that workers with wrong clocks agree.
  const now = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
  const forget = nowAndThen(async () => {
    const gone = await sql(`DELETE FROM duo_triage.delivery WHERE ctid IN (SELECT ctid FROM duo_triage.delivery WHERE at < ${now} - $1::bigint LIMIT $2::int) RETURNING 1 AS one`, [Math.round(retention.deliveryDays * 86_400_000), mostAtOnce]);
    return gone.length >= mostAtOnce;
  });
  return {
    async claim(run, slot, forMs): Promise<Claim> {
      await forget();
      for (;;) {
        const taken = await sql<{ claims: number }>(
          `INSERT INTO duo_triage.delivery AS d (run, slot, claims, claimed_until, at) VALUES ($1, $2, 1, ${now} + $3::bigint, ${now})
           ON CONFLICT (run, slot) DO UPDATE SET claims = d.claims + 1, claimed_until = excluded.claimed_until
             WHERE d.delivered_at IS NULL AND d.claimed_until <= ${now}
           RETURNING claims`,
          [run, slot, forMs],
        );
        if (taken[0] !== undefined) return { kind: "claimed", uncertain: taken[0].claims > 1 };
        const held = await sql<{ for_ms: string | number; delivered_at: string | null; message: unknown }>(
          `SELECT claimed_until - ${now} AS for_ms, delivered_at, message FROM duo_triage.delivery WHERE run = $1 AND slot = $2`,
          [run, slot],
        );
        // Given back between the two statements: try again.
        if (held[0] === undefined) continue;
        return held[0].delivered_at === null ? { kind: "busy", forMs: Number(held[0].for_ms) } : { kind: "delivered", message: held[0].message };
      }
    },
    async delivered(run, slot, message) {
      await sql(
        `INSERT INTO duo_triage.delivery (run, slot, claims, claimed_until, delivered_at, message, at) VALUES ($1, $2, 1, 0, ${now}, $3::jsonb, ${now})
         ON CONFLICT (run, slot) DO UPDATE SET delivered_at = excluded.delivered_at, message = excluded.message`,
        [run, slot, json(message)],
      );
    },
    async release(run, slot, certain) {
      await sql(
        certain
          // What an earlier claim may have posted stays uncertain.
          ? `WITH first AS (DELETE FROM duo_triage.delivery WHERE run = $1 AND slot = $2 AND delivered_at IS NULL AND claims = 1)
             UPDATE duo_triage.delivery SET claimed_until = 0 WHERE run = $1 AND slot = $2 AND delivered_at IS NULL AND claims > 1`
          : "UPDATE duo_triage.delivery SET claimed_until = 0 WHERE run = $1 AND slot = $2 AND delivered_at IS NULL",
        [run, slot],
      );
    },
    async message(run, slot) {
      const rows = await sql<{ message: unknown }>("SELECT message FROM duo_triage.delivery WHERE run = $1 AND slot = $2 AND delivered_at IS NOT NULL", [run, slot]);
      return rows[0] === undefined ? undefined : { message: rows[0].message };
    },
  };
}

function openCollection<T>(sql: Sql, kind: string, schema: z.ZodType<T>): Collection<T> {
  return {
    async put(id, document) {
      await sql(
        `INSERT INTO duo_triage.document (kind, id, body, changed) VALUES ($1, $2, $3::jsonb, nextval('duo_triage.change'))
         ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body, changed = excluded.changed`,
        [kind, id, json(document)],
      );
    },
    async get(id) {
      const rows = await sql<{ body: unknown }>("SELECT body FROM duo_triage.document WHERE kind = $1 AND id = $2", [kind, id]);
      return rows[0] === undefined ? undefined : schema.safeParse(rows[0].body).data;
    },
    async remove(id) {
      return (await sql("DELETE FROM duo_triage.document WHERE kind = $1 AND id = $2 RETURNING id", [kind, id])).length > 0;
    },
    async list(limit = 1_000) {
      const rows = await sql<{ id: string; body: unknown }>("SELECT id, body FROM duo_triage.document WHERE kind = $1 ORDER BY changed DESC LIMIT $2::int", [kind, limit]);
      return rows.flatMap(({ id, body }) => {
        const document = schema.safeParse(body);
        return document.success ? [{ id, document: document.data }] : [];
      });
    },
  };
}

/**
 * PostgreSQL's jsonb refuses the NUL character and halves of surrogate pairs, which a target's bytes may hold. JSON.stringify writes
 * both, and nothing else of that kind, as escapes.
 */
function json(value: unknown): string {
  return JSON.stringify(value ?? null).replace(/\\(?:u[0-9a-f]{4}|.)/gu, (escape) => (/^\\u(?:0000|d[89a-f])/u.test(escape) ? "\ufffd" : escape));
}
