import { afterEach, expect, inject, it } from "vitest";
import type { NewTriageJob } from "../../src/core/queue.ts";
import { openQueues } from "../../src/jobs/open-queues.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { startRedis } from "../servers.ts";
import { choiceOf, until } from "../store/lanes.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});
const job = (run: string): NewTriageJob => ({ version: 1, run, stack: run, trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "Ada", role: "viewer" }, at: 1 });

it.skipIf(inject("redisUrl") === undefined)("asking and watching costs no look at the job; an end that came first is told, once", async () => {
  const server = await startRedis();
  cleanUps.push(server.stop);
  const backend = openBackend(choiceOf({ redisUrl: server.url, directory: "/x" }));
  const store = openStore(backend);
  const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: () => undefined });
  cleanUps.push(async () => {
    await queues.close(500);
    await store.close();
    await backend.close();
  });
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => { open = resolve; });
  queues.startWorkers({ triage: async ({ run }) => (run.startsWith("r-slow") ? gate : undefined) }, { concurrency: 60 });
  // From then on its events are read.
  await until("a flight through the queue", async () => (await queues.canary({ site: "default", patienceMs: 20_000 })).kind === "through");
  const { Redis } = await import("ioredis");
  const client = new Redis(server.url);
  cleanUps.push(async () => client.disconnect());
  const looks = async (): Promise<number> => Number(/cmdstat_hgetall:calls=(\d+)/u.exec(await client.info("commandstats"))?.[1] ?? 0);

  const before = await looks();
  let started = 0;
  const ends: string[] = [];
  for (let index = 0; index < 50; index += 1) {
    await queues.ask(job(`r-slow${index}`));
    queues.watch(`r-slow${index}`, ({ kind }) => void (kind === "started" ? (started += 1) : ends.push(kind)));
  }
  // Longer than it takes where the job is looked at soon.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  open();
  await until("all ends", () => ends.length === 50);
  expect(ends.every((kind) => kind === "finished")).toBe(true);
  // Each is read once, by its worker.
  expect((await looks()) - before).toBeLessThan(75);

  await queues.ask(job("r-quick"));
  await until("its end", async () => (await client.exists("{duo-triage}:triage:r-quick")) === 1 && (await client.hexists("{duo-triage}:triage:r-quick", "finishedOn")) === 1);
  const late: string[] = [];
  queues.watch("r-quick", ({ kind }) => late.push(kind));
  await until("the late watcher", () => late.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(late).toEqual(["finished"]);
}, 60_000);
