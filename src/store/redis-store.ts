import type { z } from "zod";
import type { Backend } from "../core/backend.ts";
import { runRecordSchema, type Claim, type Collection, type Deliveries, type Retention, type Runs, type RunSummary, type Store } from "../core/store.ts";
import { sayError } from "../core/text.ts";
import { collectionsOf } from "./collections.ts";
import { assertNotNewer, schemaVersion } from "./migrations.ts";
import type { RedisClient } from "./redis-client.ts";
import { done } from "./redis-done.ts";
import { openRedisDump } from "./redis-dump.ts";
import { openAudit } from "./redis-audit.ts";
import { openShared } from "./redis-shared.ts";

/** The store on Redis. All keys share one hash tag, so that a script may touch several of them on a cluster too. */
export function openRedisStore(backend: Extract<Backend, { kind: "redis" }>, retention: Retention): Store {
  const connection = connect(backend);
  const collection = <T>(kind: string, schema: z.ZodType<T>): Collection<T> => openCollection(connection.use, kind, schema);
  return {
    runs: openRuns(connection.use, retention),
    deliveries: openDeliveries(connection.use, retention),
    ...collectionsOf(collection),
    ...openShared(connection.use, key),
    audit: openAudit(connection.use, key, retention.auditDays * 86_400_000),
    dump: openRedisDump(connection.use, key, retention.deliveryDays * 86_400_000),
    collection,
    async time() {
      const [seconds = 0, micros = 0] = (await (await connection.use()).time()) as readonly (number | string)[];
      return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    },
    async health() {
      const about = { backend: backend.kind, where: backend.where };
      try {
        await (await connection.use()).ping();
        return { ...about, schema: schemaVersion };
      } catch (error) {
        return { ...about, problem: sayError(error) };
      }
    },
    close: connection.close,
  };
}

const key = (...parts: string[]): string => `{duo-triage}:${parts.join(":")}`;
type Use = () => Promise<RedisClient>;

function connect(backend: Extract<Backend, { kind: "redis" }>): { use: Use; close(): Promise<void> } {
  let opening: Promise<RedisClient> | undefined;
  let ready: Promise<void> | undefined;
  const closed = new AbortController();
  // A lost connection shows in the command that fails.
  const open = (): Promise<RedisClient> => (opening ??= backend.connect({ name: "duo-triage-store", patient: true, timeoutMs: 3_000, closed: closed.signal }) as Promise<RedisClient>);
  return {
    async use() {
      const client = await open();
      ready ??= stamp(client).catch((error: unknown) => {
        ready = undefined;
        throw error;
      });
      await ready;
      return client;
    },
    async close() {
      closed.abort();
      const client = await opening?.catch(() => undefined);
      client?.disconnect();
    },
  };
}

/** Writes the schema's number where there is none; refuses data of a newer version. Steps of later versions are run here, in order. */
async function stamp(client: RedisClient): Promise<void> {
  await client.set(key("schema"), String(schemaVersion), "NX");
  const found = Number(await client.get(key("schema")));
  assertNotNewer(found);
  // Schemas 2 and 3 add keys and change none, so there is nothing to do to older data but to keep older versions away.
  if (found < schemaVersion) await client.set(key("schema"), String(schemaVersion));
}

/** KEYS: run, its stack's kept list, its stack's other list, stack's list of all, list of all. Drops the oldest beyond what is kept. */
const saveScript = `
local run, startedAt, keep = ARGV[1], ARGV[2], tonumber(ARGV[3])
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'record', ARGV[4], 'result', ARGV[5])
if ARGV[6] ~= '' then redis.call('HSET', KEYS[1], 'facts', ARGV[6]) end
redis.call('ZREM', KEYS[3], run)
for _, index in ipairs({KEYS[2], KEYS[4], KEYS[5]}) do redis.call('ZADD', index, startedAt, run) end
for _, old in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1 - keep)) do
  redis.call('DEL', ARGV[7] .. old)
  for _, index in ipairs({KEYS[2], KEYS[4], KEYS[5]}) do redis.call('ZREM', index, old) end
end`;

function openRuns(use: Use, retention: Retention): Runs {
  const get: Runs["get"] = async (run) => {
    const fields = await (await use()).hgetall(key("run", run));
    if (fields["record"] === undefined) return undefined;
    const facts = fields["facts"] === undefined ? {} : { facts: JSON.parse(fields["facts"]) };
    return runRecordSchema.parse({ ...JSON.parse(fields["record"]), result: JSON.parse(fields["result"] ?? "null"), ...facts });
  };
  const list: Runs["list"] = async ({ stack, before, limit }) => {
    const redis = await use();
    const index = stack === undefined ? key("runs") : key("runs-of", stack);
    const ids = await redis.zrange(index, before === undefined ? "+inf" : `(${before}`, "-inf", "BYSCORE", "REV", "LIMIT", 0, limit);
    const records = await Promise.all(ids.map((id) => redis.hget(key("run", id), "record")));
    return records.flatMap((record) => (record === null ? [] : [JSON.parse(record) as RunSummary]));
  };
  return {
    async save(record) {
      const { result, facts, ...summary } = runRecordSchema.parse(record);
      const lists = [key("passes-of", record.stack), key("failures-of", record.stack)] as const;
      const failed = record.verdict === "fail" || record.verdict === "undecided";
      const [mine, other] = failed ? [lists[1], lists[0]] : lists;
      const keys = [key("run", record.run), mine, other, key("runs-of", record.stack), key("runs")];
      const documents = [JSON.stringify(summary), JSON.stringify(result ?? null), facts === undefined ? "" : JSON.stringify(facts)];
      const keep = failed ? retention.failures : retention.passes;
      await (await use()).eval(saveScript, keys.length, ...keys, record.run, record.startedAt, keep, ...documents, key("run", ""));
    },
    get,
    list,
    async last(stack) {
      const latest = await list({ stack, limit: 1 });
      return latest[0] === undefined ? undefined : get(latest[0].run);
    },
  };
}

/** The server's clock decides, so that workers with wrong clocks agree. */
const claimScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local held = redis.call('HMGET', KEYS[1], 'delivered', 'until', 'claims', 'message')
if held[1] then return {'delivered', held[4]} end
if held[2] and tonumber(held[2]) > now then return {'busy', string.format('%.0f', tonumber(held[2]) - now)} end
redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + tonumber(ARGV[1])), 'claims', (tonumber(held[3]) or 0) + 1)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {'claimed', tostring(held[3] or 0)}`;

const releaseScript = `
local held = redis.call('HMGET', KEYS[1], 'delivered', 'claims')
if held[1] or not held[2] then return end
if ARGV[1] == '1' and held[2] == '1' then redis.call('DEL', KEYS[1]) else redis.call('HSET', KEYS[1], 'until', '0') end`;

function openDeliveries(use: Use, retention: Retention): Deliveries {
  const rememberMs = Math.round(retention.deliveryDays * 86_400_000);
  const at = (run: string, slot: string): string => key("delivery", run, slot);
  return {
    async claim(run, slot, forMs): Promise<Claim> {
      const [kind, detail] = (await (await use()).eval(claimScript, 1, at(run, slot), forMs, rememberMs)) as [string, string];
      if (kind === "delivered") return { kind, message: JSON.parse(detail) };
      if (kind === "busy") return { kind, forMs: Number(detail) };
      return { kind: "claimed", uncertain: detail !== "0" };
    },
    async delivered(run, slot, message) {
      const both = (await use()).multi().hset(at(run, slot), "delivered", "1", "message", JSON.stringify(message ?? null)).pexpire(at(run, slot), rememberMs);
      await done(both);
    },
    async release(run, slot, certain) {
      await (await use()).eval(releaseScript, 1, at(run, slot), certain ? "1" : "0");
    },
    async message(run, slot) {
      const [delivered, message] = await (await use()).hmget(at(run, slot), "delivered", "message");
      return delivered == null ? undefined : { message: JSON.parse(message ?? "null") };
    },
  };
}

// In one command: whoever is killed after it went out has put it.
const putScript = `
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[3], redis.call('INCR', KEYS[1]), ARGV[1])`;

function openCollection<T>(use: Use, kind: string, schema: z.ZodType<T>): Collection<T> {
  const bodies = key("documents", kind);
  const changes = key("changed", kind);
  const parse = (body: string): T | undefined => schema.safeParse(JSON.parse(body)).data;
  return {
    async put(id, document) {
      await (await use()).eval(putScript, 3, key("change"), bodies, changes, id, JSON.stringify(document ?? null));
    },
    async get(id) {
      const body = await (await use()).hget(bodies, id);
      return body === null ? undefined : parse(body);
    },
    async remove(id) {
      const answers = await done((await use()).multi().hdel(bodies, id).zrem(changes, id));
      return answers[0] === 1;
    },
    async list(limit = 1_000) {
      const redis = await use();
      const ids = await redis.zrevrange(changes, 0, Math.max(0, limit - 1));
      if (ids.length === 0) return [];
      const found = await redis.hmget(bodies, ...ids);
      return ids.flatMap((id, index) => {
        const body = found[index];
        const document = body == null ? undefined : parse(body);
        return document === undefined ? [] : [{ id, document }];
      });
    },
  };
}
