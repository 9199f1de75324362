import { randomUUID } from "node:crypto";
import { type Audit, type AuditEntry, auditEntrySchema } from "../core/audit.ts";
import type { DumpItem } from "../core/store-dump.ts";
import { done } from "./redis-done.ts";
import type { RedisClient } from "./redis-client.ts";

type Use = () => Promise<RedisClient>;
type Key = (...parts: string[]) => string;
const pageSize = 500;

/** The bodies in a hash, their times in a sorted set. */
const bodies = (key: Key): string => key("audit-bodies");
const times = (key: Key): string => key("audit");

/** KEYS: times, bodies. Drops what is older than a moment, some at a time. */
const trimScript = `
local old = redis.call('ZRANGE', KEYS[1], '-inf', '(' .. ARGV[1], 'BYSCORE', 'LIMIT', 0, 500)
if #old > 0 then
  redis.call('ZREM', KEYS[1], unpack(old))
  redis.call('HDEL', KEYS[2], unpack(old))
end`;

export function openAudit(use: Use, key: Key, keepMs: number): Audit {
  return {
    async append(entry) {
      const client = await use();
      await putEntry(client, key, randomUUID(), auditEntrySchema.parse(entry));
      await client.eval(trimScript, 2, times(key), bodies(key), String(Date.now() - keepMs));
    },
    async *read(span) {
      for await (const { entry } of entries(use, key, span)) yield entry;
    },
  };
}

/** Puts an entry under its id, replacing what is there. */
export async function putEntry(client: RedisClient, key: Key, id: string, entry: AuditEntry): Promise<void> {
  await done(client.multi().hset(bodies(key), id, JSON.stringify(entry)).zadd(times(key), entry.at, id));
}

export async function* everyEntry(use: Use, key: Key): AsyncGenerator<Extract<DumpItem, { kind: "audit" }>> {
  for await (const { id, entry } of entries(use, key)) yield { kind: "audit", id, entry };
}

/** Page by page: from the last time seen on, without what was seen at that time, because new ones may come in between. */
async function* entries(use: Use, key: Key, { since = 0, until = Number.MAX_SAFE_INTEGER }: { since?: number; until?: number } = {}): AsyncGenerator<{ id: string; entry: AuditEntry }> {
  const client = await use();
  let from = since;
  let seen = new Set<string>();
  for (;;) {
    // All of one moment were seen at most once each: as many more are asked for.
    const found = await client.zrange(times(key), String(from), `(${until}`, "BYSCORE", "LIMIT", 0, pageSize + seen.size, "WITHSCORES");
    const page = pairs(found).filter(([id]) => !seen.has(id));
    if (page.length === 0) return;
    const texts = await client.hmget(bodies(key), ...page.map(([id]) => id));
    for (const [index, [id]] of page.entries()) {
      const text = texts[index];
      const parsed = text == null ? undefined : auditEntrySchema.safeParse(JSON.parse(text));
      if (parsed?.success === true) yield { id, entry: parsed.data };
    }
    const last = page.at(-1)?.[1] ?? from;
    if (last !== from) seen = new Set();
    from = last;
    for (const [id, at] of page) if (at === last) seen.add(id);
  }
}

const pairs = (flat: readonly string[]): [string, number][] => flat.flatMap((text, index) => (index % 2 === 0 ? [[text, Number(flat[index + 1])] as [string, number]] : []));
