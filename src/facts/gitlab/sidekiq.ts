import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { askRest, listAt, member, numberAt } from "../../targets/gitlab/rest.ts";

/** Queue metrics of Sidekiq; read again six seconds later where they look stuck, else both readings are the same. */
export const schema = z.object({
  backlogFirst: z.number(),
  backlogSecond: z.number(),
  /** Seconds the oldest job has waited. */
  latencySeconds: z.number(),
  processes: z.number().nullable(),
});
export type Value = z.infer<typeof schema>;

function sums(json: unknown): { backlog: number; latency: number } | undefined {
  const queues = member(json, "queues");
  if (queues === null || typeof queues !== "object") return undefined;
  const each = Object.values(queues);
  return { backlog: each.reduce<number>((sum, queue) => sum + (numberAt(queue, "backlog") ?? 0), 0), latency: Math.max(0, ...each.map((queue) => numberAt(queue, "latency") ?? 0)) };
}

export default {
  title: "Sidekiq's queues",
  hop: "gitlab",
  cost: "cheap",
  rung: "admin",
  needs: ["gitlab/token"],
  timeoutMs: 20_000,
  schema,
  async observe(world) {
    const [first, processes] = await Promise.all([askRest(world, "GET", "/api/v4/sidekiq/queue_metrics"), askRest(world, "GET", "/api/v4/sidekiq/process_metrics")]);
    const before = sums(first.json);
    if (before === undefined) return absent({ reason: "not-permitted", rung: "admin" });
    const count = listAt(processes.json, "processes")?.length ?? null;
    // A queue that is short and quick is no question; one that looks stuck is read again, since it may be working itself off.
    if (!world.deep && before.backlog <= 20 && before.latency <= 60 && !(count === 0 && before.backlog > 0)) return { backlogFirst: before.backlog, backlogSecond: before.backlog, latencySeconds: Math.round(before.latency), processes: count };
    await world.pause(6000);
    const after = sums((await askRest(world, "GET", "/api/v4/sidekiq/queue_metrics")).json);
    if (after === undefined) return absent({ reason: "blocked", by: "gitlab/front" });
    return { backlogFirst: before.backlog, backlogSecond: after.backlog, latencySeconds: Math.round(after.latency), processes: count };
  },
  describe(value) {
    return `Sidekiq has ${value.backlogSecond} waiting jobs (${value.backlogFirst} at the first look), the oldest waits ${value.latencySeconds} s${value.processes === null ? "" : `, ${value.processes} processes`}`;
  },
} satisfies Fact<Value>;
