import { runRecordSchema } from "../core/store.ts";
import type { Dump, DumpItem } from "../core/store-dump.ts";
import { everyEntry, putEntry } from "./sql-audit.ts";

type Sql = <Row>(text: string, parameters?: readonly unknown[]) => Promise<Row[]>;
const pageSize = 200;

/** Everything of a store on SQL, page by page. */
export function openSqlDump(sql: Sql, json: (value: unknown) => string): Dump {
  async function* pages<Row>(text: string, key: (row: Row) => readonly unknown[], first: readonly unknown[]): AsyncGenerator<Row> {
    let after = first;
    for (;;) {
      const rows = await sql<Row>(`${text} LIMIT ${pageSize}`, after);
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageSize) return;
      after = key(last);
    }
  }

  async function* read(): AsyncGenerator<DumpItem> {
    type Run = { run: string; record: object; result: unknown; facts: unknown };
    for await (const { record, result, facts } of pages<Run>("SELECT run, record, result, facts FROM duo_triage.run WHERE run > $1 ORDER BY run", ({ run }) => [run], [""])) {
      yield { kind: "run", record: runRecordSchema.parse({ ...record, result, ...(facts === null ? {} : { facts }) }) };
    }
    type Delivery = { run: string; slot: string; claims: number; claimed_until: string; delivered: boolean; message: unknown };
    const deliveries = "SELECT run, slot, claims, claimed_until, delivered_at IS NOT NULL AS delivered, message FROM duo_triage.delivery WHERE (run, slot) > ($1, $2) ORDER BY run, slot";
    for await (const { run, slot, claims, claimed_until, delivered, message } of pages<Delivery>(deliveries, ({ run: last, slot: at }) => [last, at], ["", ""])) {
      yield { kind: "delivery", run, slot, claims, claimedUntil: Number(claimed_until), delivered, message: message ?? null };
    }
    type Document = { kind: string; id: string; body: unknown; changed: string };
    for await (const { kind, id, body } of pages<Document>("SELECT kind, id, body, changed FROM duo_triage.document WHERE changed > $1::bigint ORDER BY changed", ({ changed }) => [changed], ["-1"])) {
      yield { kind: "document", of: kind, id, body };
    }
    yield* everyEntry(sql);
    type Counter = { name: string; amount: string; left: string };
    for (const { name, amount, left } of await sql<Counter>("SELECT name, amount, until - duo_triage.now_ms() AS left FROM duo_triage.counter WHERE until > duo_triage.now_ms() ORDER BY name")) {
      yield { kind: "counter", name, amount: Number(amount), leftMs: Number(left) };
    }
  }

  return {
    read,
    async empty() {
      const rows = await sql<{ some: boolean }>("SELECT EXISTS (SELECT FROM duo_triage.run) OR EXISTS (SELECT FROM duo_triage.delivery) OR EXISTS (SELECT FROM duo_triage.document) OR EXISTS (SELECT FROM duo_triage.audit) AS some");
      return rows[0]?.some !== true;
    },
    async write(item) {
      switch (item.kind) {
        case "run": {
          const { result, facts, ...summary } = item.record;
          await sql(
            `INSERT INTO duo_triage.run (run, stack, verdict, started_at, record, result, facts) VALUES ($1, $2, $3, $4::bigint, $5::jsonb, $6::jsonb, $7::jsonb)
             ON CONFLICT (run) DO UPDATE SET stack = excluded.stack, verdict = excluded.verdict, started_at = excluded.started_at, record = excluded.record, result = excluded.result, facts = excluded.facts`,
            [summary.run, summary.stack, summary.verdict, summary.startedAt, json(summary), json(result), facts === undefined ? null : json(facts)],
          );
          return;
        }
        case "delivery":
          await sql(
            `INSERT INTO duo_triage.delivery (run, slot, claims, claimed_until, delivered_at, message, at)
             VALUES ($1, $2, $3::int, $4::bigint, CASE WHEN $5::boolean THEN duo_triage.now_ms() END, $6::jsonb, duo_triage.now_ms())
             ON CONFLICT (run, slot) DO UPDATE SET claims = excluded.claims, claimed_until = excluded.claimed_until, delivered_at = excluded.delivered_at, message = excluded.message`,
            [item.run, item.slot, item.claims, Math.round(item.claimedUntil), item.delivered, json(item.message)],
          );
          return;
        case "document":
          await sql(
            `INSERT INTO duo_triage.document (kind, id, body, changed) VALUES ($1, $2, $3::jsonb, nextval('duo_triage.change'))
             ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body, changed = excluded.changed`,
            [item.of, item.id, json(item.body)],
          );
          return;
        case "audit":
          return putEntry(sql, json, item.id, item.entry);
        case "counter":
          await sql(
            `INSERT INTO duo_triage.counter (name, amount, until) VALUES ($1, $2::bigint, duo_triage.now_ms() + $3::bigint)
             ON CONFLICT (name) DO UPDATE SET amount = excluded.amount, until = excluded.until`,
            [item.name, Math.round(item.amount), Math.round(item.leftMs)],
          );
      }
    },
  };
}
