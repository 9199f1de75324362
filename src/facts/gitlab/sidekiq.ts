import { z } from "zod";
import { absent, type Fact } from "../../core/fact.ts";
import { askRest, listAt, member, numberAt } from "../../targets/gitlab/rest.ts";

/** Queue metrics of Sidekiq, read twice some seconds apart. */
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
  cost: "deep",
  rung: "admin",
  needs: ["gitlab/token"],
  timeoutMs: 30_000,
  schema,
  async observe(world) {
    const [first, processes] = await Promise.all([askRest(world, "GET", "/api/v4/sidekiq/queue_metrics"), askRest(world, "GET", "/api/v4/sidekiq/process_metrics")]);
    const before = sums(first.json);
    if (before === undefined) return absent({ reason: "not-permitted", rung: "admin" });
    await world.pause(6000);
    const after = sums((await askRest(world, "GET", "/api/v4/sidekiq/queue_metrics")).json);
    if (after === undefined) return absent({ reason: "blocked", by: "gitlab/front" });
    return { backlogFirst: before.backlog, backlogSecond: after.backlog, latencySeconds: Math.round(after.latency), processes: listAt(processes.json, "processes")?.length ?? null };
  },
  describe(value) {
    return `Sidekiq has ${value.backlogSecond} waiting jobs (${value.backlogFirst} six seconds before), the oldest waits ${value.latencySeconds} s${value.processes === null ? "" : `, ${value.processes} processes`}`;
  },
} satisfies Fact<Value>;
