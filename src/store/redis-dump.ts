import { runRecordSchema } from "../core/store.ts";
import type { Dump, DumpItem } from "../core/store-dump.ts";
import { done } from "./redis-done.ts";
import { everyEntry, putEntry } from "./redis-audit.ts";
import type { RedisClient } from "./redis-client.ts";

type Use = () => Promise<RedisClient>;
const pageSize = 200;

/** Everything of a store on Redis. Runs and documents are found by their indexes, deliveries and counters by a scan. */
export function openRedisDump(use: Use, key: (...parts: string[]) => string, rememberMs: number): Dump {
  /** Keys of a pattern and type, each once; on a cluster they all lie on the node of the hash tag, whichever that is. */
  async function scan(pattern: string, type: "hash" | "zset" | "string"): Promise<string[]> {
    const client = await use();
    const nodes = "nodes" in client ? (client as unknown as { nodes(role: "master"): RedisClient[] }).nodes("master") : [client];
    const found = new Set<string>();
    for (const node of nodes) {
      let cursor = "0";
      do {
        const [next, keys] = await node.scan(cursor, "MATCH", pattern, "COUNT", 500, "TYPE", type);
        for (const name of keys) found.add(name);
        cursor = next;
      } while (cursor !== "0");
    }
    return [...found].toSorted();
  }
  /** The key without its first parts, which hold no colon. */
  const rest = (name: string, ...parts: string[]): string => name.slice(key(...parts, "").length);

  /** What was claimed or delivered. The queue `delivery` has its own keys below the same name: jobs and lists, none of them with a slot and a claim. */
  async function* deliveries(): AsyncGenerator<{ run: string; slot: string; fields: Record<string, string> }> {
    const client = await use();
    for (const name of await scan(key("delivery", "*"), "hash")) {
      const [run = "", slot, ...more] = rest(name, "delivery").split(":");
      if (slot === undefined || more.length > 0) continue;
      const fields = await client.hgetall(name);
      if (fields["claims"] !== undefined || fields["delivered"] !== undefined) yield { run, slot, fields };
    }
  }

  async function* read(): AsyncGenerator<DumpItem> {
    const client = await use();
    for (let from = 0; ; from += pageSize) {
      const runs = await client.zrange(key("runs"), String(from), String(from + pageSize - 1));
      for (const run of runs) {
        const fields = await client.hgetall(key("run", run));
        if (fields["record"] === undefined) continue;
        const facts = fields["facts"] === undefined ? {} : { facts: JSON.parse(fields["facts"]) as unknown };
        yield { kind: "run", record: runRecordSchema.parse({ ...JSON.parse(fields["record"]), result: JSON.parse(fields["result"] ?? "null"), ...facts }) };
      }
      if (runs.length < pageSize) break;
    }
    for await (const { run, slot, fields } of deliveries()) {
      yield { kind: "delivery", run, slot, claims: Number(fields["claims"] ?? 1), claimedUntil: Number(fields["until"] ?? 0), delivered: fields["delivered"] !== undefined, message: JSON.parse(fields["message"] ?? "null") as unknown };
    }
    for (const name of await scan(key("changed", "*"), "zset")) {
      const of = rest(name, "changed");
      const ids = await client.zrange(name, "0", "-1");
      for (const id of ids) {
        const body = await client.hget(key("documents", of), id);
        if (body !== null) yield { kind: "document", of, id, body: JSON.parse(body) as unknown };
      }
    }
    yield* everyEntry(use, key);
    for (const name of await scan(key("counter", "*"), "string")) {
      const [amount, leftMs] = [await client.get(name), await client.pttl(name)];
      if (amount !== null && leftMs > 0) yield { kind: "counter", name: rest(name, "counter"), amount: Number(amount), leftMs };
    }
  }

  return {
    read,
    async empty() {
      if ((await (await use()).exists(key("runs"))) === 1) return false;
      for await (const _ of deliveries()) return false;
      return (await scan(key("changed", "*"), "zset")).length === 0 && (await (await use()).exists(key("audit"))) === 0;
    },
    async write(item) {
      const client = await use();
      switch (item.kind) {
        case "run": {
          const { result, facts, ...summary } = item.record;
          const failed = summary.verdict === "fail" || summary.verdict === "undecided";
          const fields = { record: JSON.stringify(summary), result: JSON.stringify(result ?? null), ...(facts === undefined ? {} : { facts: JSON.stringify(facts) }) };
          const steps = client.multi().del(key("run", summary.run)).hset(key("run", summary.run), fields);
          steps.zrem(key(failed ? "passes-of" : "failures-of", summary.stack), summary.run);
          for (const index of [key(failed ? "failures-of" : "passes-of", summary.stack), key("runs-of", summary.stack), key("runs")]) steps.zadd(index, summary.startedAt, summary.run);
          return void (await done(steps));
        }
        case "delivery": {
          const at = key("delivery", item.run, item.slot);
          const fields = { until: String(Math.round(item.claimedUntil)), claims: String(item.claims), ...(item.delivered ? { delivered: "1", message: JSON.stringify(item.message ?? null) } : {}) };
          return void (await done(client.multi().del(at).hset(at, fields).pexpire(at, rememberMs)));
        }
        case "document": {
          const change = await client.incr(key("change"));
          return void (await done(client.multi().hset(key("documents", item.of), item.id, JSON.stringify(item.body ?? null)).zadd(key("changed", item.of), change, item.id)));
        }
        case "audit":
          return putEntry(client, key, item.id, item.entry);
        case "counter":
          await client.set(key("counter", item.name), String(Math.round(item.amount)), "PX", Math.max(1, Math.round(item.leftMs)));
      }
    },
  };
}
