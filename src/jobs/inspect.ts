import type { Redis as RedisClient } from "ioredis";
import type { Queue } from "bullmq";
import type { SqlPool } from "../core/backend.ts";
import type { QueueCounts, QueueHealth, Undelivered } from "../core/queue.ts";
import { deliveryJobSchema } from "../core/queue.ts";

/** What the queue's server says of itself, as far as jobs depend on it. */
export type ServerReport = NonNullable<QueueHealth["server"]>;

/** Asks a Redis, or every master of a cluster, for what can lose jobs. `INFO` alone, because `CONFIG` is often forbidden. */
export async function inspectRedis(client: RedisClient): Promise<ServerReport> {
  const nodes = "nodes" in client ? (client as unknown as { nodes(role: "master"): RedisClient[] }).nodes("master") : [client];
  const reports = await Promise.all((nodes.length === 0 ? [client] : nodes).map(async (node) => fieldsOf((await node.info()) as string)));
  const [first] = reports;
  const name = `${first?.["valkey_version"] === undefined ? "Redis" : "Valkey"} ${first?.["valkey_version"] ?? first?.["redis_version"] ?? "of unknown version"}${reports.length > 1 ? `, cluster of ${reports.length} masters` : ""}`;
  const unsafe = new Set<string>();
  for (const fields of reports) {
    const policy = fields["maxmemory_policy"];
    if (policy !== undefined && policy !== "noeviction") unsafe.add(`maxmemory-policy is ${policy}: with memory full it drops jobs; set noeviction`);
    if (fields["aof_enabled"] === "0") unsafe.add("the append-only file is off: a restart loses jobs and schedules; set appendonly yes");
    if (fields["aof_last_write_status"] === "err") unsafe.add("the last write of the append-only file failed");
  }
  return { name, unsafe: [...unsafe] };
}

function fieldsOf(info: string): Record<string, string> {
  return Object.fromEntries(info.split(/\r?\n/u).flatMap((line) => {
    const colon = line.indexOf(":");
    return colon <= 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
  }));
}

/** Asks PostgreSQL for what can lose jobs. */
export async function inspectSql(pool: SqlPool): Promise<ServerReport> {
  const { rows } = await pool.query<{ version: string; fsync: string; wal: string }>(
    "SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync, current_setting('full_page_writes') AS wal",
  );
  const [row] = rows;
  const unsafe = [
    ...(row?.fsync === "off" ? ["fsync is off: a crash of the machine can ruin the database; set fsync = on"] : []),
    ...(row?.wal === "off" ? ["full_page_writes is off: a crash of the machine can ruin the database; set full_page_writes = on"] : []),
  ];
  return { name: `PostgreSQL ${row?.version ?? "of unknown version"}`, unsafe };
}

export async function countsOf(queue: Queue): Promise<QueueCounts> {
  const counts = await queue.getJobCounts("waiting", "prioritized", "active", "delayed", "failed");
  return { waiting: (counts["waiting"] ?? 0) + (counts["prioritized"] ?? 0), active: counts["active"] ?? 0, delayed: counts["delayed"] ?? 0, failed: counts["failed"] ?? 0 };
}

/** When the job that waits longest was asked for; undefined where none waits. */
export async function oldestOf(queue: Queue): Promise<number | undefined> {
  const jobs = await Promise.all([queue.getJobs(["waiting"], 0, 0, true), queue.getJobs(["prioritized"], 0, 0, true)]);
  const times = jobs.flat().flatMap((job) => (typeof job?.timestamp === "number" ? [job.timestamp] : []));
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The latest answers that could not be brought out for good. */
export async function undeliveredOf(posts: Queue, most: number): Promise<Undelivered[]> {
  const failed = await posts.getJobs(["failed"], 0, most - 1, false);
  return failed.flatMap((job) => {
    const delivery = deliveryJobSchema.safeParse(job?.data).data;
    if (delivery === undefined) return [];
    return [{ run: delivery.run, slot: delivery.slot, platform: delivery.conversation.platform, channel: delivery.conversation.channel, reason: (job.failedReason ?? "").slice(0, 300), at: delivery.at }];
  });
}
