import { randomUUID } from "node:crypto";
import { type Audit, type AuditEntry, auditEntrySchema } from "../core/audit.ts";
import type { DumpItem } from "../core/store-dump.ts";

type Sql = <Row>(text: string, parameters?: readonly unknown[]) => Promise<Row[]>;
const pageSize = 500;

export function openAudit(sql: Sql, json: (value: unknown) => string, keepMs: number): Audit {
  return {
    async append(entry) {
      const checked = auditEntrySchema.parse(entry);
      await sql("WITH old AS (DELETE FROM duo_triage.audit WHERE at < duo_triage.now_ms() - $4::bigint) INSERT INTO duo_triage.audit (id, at, body) VALUES ($1, $2::bigint, $3::jsonb)", [randomUUID(), checked.at, json(checked), keepMs]);
    },
    async *read(span) {
      for await (const { entry } of entries(sql, span)) yield entry;
    },
  };
}

/** Puts an entry under its id, replacing what is there. */
export async function putEntry(sql: Sql, json: (value: unknown) => string, id: string, entry: AuditEntry): Promise<void> {
  await sql("INSERT INTO duo_triage.audit (id, at, body) VALUES ($1, $2::bigint, $3::jsonb) ON CONFLICT (id) DO UPDATE SET at = excluded.at, body = excluded.body", [id, entry.at, json(entry)]);
}

export async function* everyEntry(sql: Sql): AsyncGenerator<Extract<DumpItem, { kind: "audit" }>> {
  for await (const { id, entry } of entries(sql)) yield { kind: "audit", id, entry };
}

async function* entries(sql: Sql, { since = 0, until = Number.MAX_SAFE_INTEGER }: { since?: number; until?: number } = {}): AsyncGenerator<{ id: string; entry: AuditEntry }> {
  let after: readonly [number, string] = [since, ""];
  for (;;) {
    const rows = await sql<{ id: string; at: string | number; body: unknown }>(
      `SELECT id, at, body FROM duo_triage.audit WHERE (at, id) > ($1::bigint, $2) AND at < $3::bigint ORDER BY at, id LIMIT ${pageSize}`,
      [...after, until],
    );
    for (const { id, body } of rows) {
      const parsed = auditEntrySchema.safeParse(body);
      if (parsed.success) yield { id, entry: parsed.data };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return;
    after = [Number(last.at), last.id];
  }
}
