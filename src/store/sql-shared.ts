import type { Counters, Leases, Signs } from "../core/store.ts";
import { nowAndThen } from "./now-and-then.ts";

type Sql = <Row>(text: string, parameters?: readonly unknown[]) => Promise<Row[]>;

const rememberMs = 30 * 86_400_000;

/** What processes share on SQL: signs of life, places, budgets. The server's clock decides. */
export function openShared(sql: Sql, json: (value: unknown) => string): { signs: Signs; leases: Leases; counters: Counters } {
  const forget = nowAndThen(async () => {
    await sql("DELETE FROM duo_triage.sign WHERE seen_at < duo_triage.now_ms() - $1::bigint", [rememberMs]);
    return false;
  });
  return {
    signs: {
      async give(kind, id, body, forMs) {
        await sql(
          `INSERT INTO duo_triage.sign (kind, id, body, seen_at, until) VALUES ($1, $2, $3::jsonb, duo_triage.now_ms(), duo_triage.now_ms() + $4::bigint)
           ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body, seen_at = excluded.seen_at, until = excluded.until`,
          [kind, id, json(body), Math.round(forMs)],
        );
        await forget();
      },
      async list(kind) {
        const rows = await sql<{ id: string; body: unknown; seen_at: string | number; ago_ms: string | number; gone: boolean }>(
          "SELECT id, body, seen_at, duo_triage.now_ms() - seen_at AS ago_ms, until <= duo_triage.now_ms() AS gone FROM duo_triage.sign WHERE kind = $1 ORDER BY seen_at DESC, id",
          [kind],
        );
        return rows.map(({ id, body, seen_at, ago_ms, gone }) => ({ id, body, seenAt: Number(seen_at), agoMs: Number(ago_ms), gone }));
      },
    },
    leases: {
      async take(name, holder, most, forMs) {
        const rows = await sql<{ taken: boolean }>("SELECT duo_triage.take_lease($1, $2, $3::int, $4::bigint) AS taken", [name, holder, most, Math.round(forMs)]);
        return rows[0]?.taken === true;
      },
      async give(name, holder) {
        await sql("DELETE FROM duo_triage.lease WHERE name = $1 AND holder = $2", [name, holder]);
      },
    },
    counters: {
      async add(name, amount, limit, forMs) {
        if (amount > limit) return undefined;
        await sql("DELETE FROM duo_triage.counter WHERE until <= duo_triage.now_ms()");
        const rows = await sql<{ amount: string | number }>(
          `INSERT INTO duo_triage.counter AS c (name, amount, until) VALUES ($1, $2::bigint, duo_triage.now_ms() + $4::bigint)
           ON CONFLICT (name) DO UPDATE SET amount = c.amount + excluded.amount WHERE c.amount + excluded.amount <= $3::bigint
           RETURNING amount`,
          [name, Math.round(amount), Math.round(limit), Math.round(forMs)],
        );
        return rows[0] === undefined ? undefined : Number(rows[0].amount);
      },
      async read(name) {
        const rows = await sql<{ amount: string | number }>("SELECT amount FROM duo_triage.counter WHERE name = $1 AND until > duo_triage.now_ms()", [name]);
        return Number(rows[0]?.amount ?? 0);
      },
    },
  };
}
