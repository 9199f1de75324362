import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, inject, it } from "vitest";
import type { NewTriageJob, Queues, QueueTrouble } from "../../src/core/queue.ts";
import { openQueues } from "../../src/jobs/open-queues.ts";
import { openBackend, type BackendChoice } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { startRedis } from "../servers.ts";
import { choiceOf, lanes, until } from "../store/lanes.ts";

const job = (run: string): NewTriageJob => ({
  version: 1,
  run,
  stack: run,
  trigger: "chat",
  question: { kind: "check", deep: false },
  asker: { name: "Ada", role: "viewer" },
  at: 1,
});

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
});

function open(choice: BackendChoice, lockMs = 2_000): { queues: Queues; troubles: QueueTrouble[]; backend: ReturnType<typeof openBackend> } {
  const troubles: QueueTrouble[] = [];
  const backend = openBackend(choice);
  const store = openStore(backend);
  const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: (trouble) => troubles.push(trouble), pace: { lockMs, stalledMs: 500, retryMs: 50 } });
  cleanUps.push(async () => {
    await queues.close(200);
    await store.close();
    await backend.close();
  });
  return { queues, troubles, backend };
}

describe("a queue that is away", () => {
  it.each(["redis", "postgres"])("is told to the asker within 3 s and named to the operator: %s on a closed port", async (scheme) => {
    const url = `${scheme}://127.0.0.1:1/0`;
    const { queues, troubles } = open(choiceOf(scheme === "redis" ? { redisUrl: url, directory: "/x" } : { databaseUrl: url, directory: "/x" }));
    queues.startWorkers({ triage: async () => null }, { concurrency: 1 });
    const before = Date.now();
    expect(await queues.ask(job("r-away"))).toMatchObject({ kind: "away" });
    expect(await queues.schedule({ id: "s", pattern: "* * * * *", timeZone: "UTC", template: job("r-x") as never })).toMatchObject({ kind: "away" });
    // Twice 2.5 s, and what a busy machine needs besides.
    expect(Date.now() - before).toBeLessThan(8_000);
    expect((await queues.health()).problem).toContain("does not answer");
    await until("the operator to hear", () => troubles.some(({ kind, message }) => kind === "connection" && message.includes("ECONNREFUSED")));
  });

  it("is not waited for when it takes the connection and stays silent", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    cleanUps.push(async () => server.close());
    const { queues } = open(choiceOf({ redisUrl: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`, directory: "/x" }));
    const before = Date.now();
    expect(await queues.ask(job("r-silent"))).toMatchObject({ kind: "away" });
    expect(Date.now() - before).toBeLessThan(3_500);
  });

  it("says which process holds the folder", async () => {
    const directory = mkdtempSync(join(tmpdir(), "duo-triage-held-"));
    cleanUps.push(async () => rmSync(directory, { recursive: true, force: true }));
    const first = open({ directory });
    expect(await first.queues.ask(job("r-holder"))).toMatchObject({ kind: "asked" });
    const second = open({ directory });
    expect(await second.queues.ask(job("r-second"))).toMatchObject({ kind: "away", reason: expect.stringContaining(`in use by process ${process.pid}`) });
  }, 60_000);
});

describe("a server that goes and comes back", () => {
  it.skipIf(inject("redisUrl") === undefined)("Redis: asking fails fast meanwhile, work goes on afterwards, nothing is lost", async () => {
    const server = await startRedis();
    const { queues, troubles } = open(choiceOf({ redisUrl: server.url, directory: "/x" }));
    const worked: string[] = [];
    queues.startWorkers({ triage: async ({ run }) => worked.push(run) }, { concurrency: 1 });
    await queues.ask(job("r-before"), { delayMs: 0 });
    await until("the first run", () => worked.includes("r-before"));
    await queues.ask(job("r-kept"), { delayMs: 3_000 });
    // Written to disk once a second.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    server.process.kill("SIGKILL");
    await until("the server to be gone", () => server.process.signalCode !== null);
    const before = Date.now();
    expect(await queues.ask(job("r-meanwhile"))).toMatchObject({ kind: "away" });
    expect(Date.now() - before).toBeLessThan(3_000);
    await until("the operator to hear", () => troubles.some(({ kind }) => kind === "connection"));
    const again = await startRedis({ port: server.port, folder: server.folder });
    cleanUps.push(async () => rmSync(server.folder, { recursive: true, force: true }), again.stop);
    await until("the kept run", () => worked.includes("r-kept"), 25_000);
    await until("asking to work again", async () => (await queues.ask(job("r-after"))).kind === "asked");
    await until("the run afterwards", () => worked.includes("r-after"));
    expect(worked).not.toContain("r-meanwhile");
    // The server stops first in the clean-up, as it does in life: closing must be bounded all the same.
  }, 60_000);

  it.skipIf(inject("postgresUrl") === undefined)("PostgreSQL: sessions that are cut are made anew", async () => {
    const lane = lanes.find(({ name }) => name === "postgresql")!;
    const opened = await lane.make();
    cleanUps.push(opened.drop);
    const { queues, backend } = open(opened.choice);
    const worked: string[] = [];
    queues.startWorkers({ triage: async ({ run }) => worked.push(run) }, { concurrency: 1 });
    await queues.ask(job("r-before"));
    await until("the first run", () => worked.includes("r-before"));
    const { default: pg } = await import("pg");
    const killer = new pg.Client(inject("postgresUrl"));
    await killer.connect();
    const { rowCount } = await killer.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [new URL(opened.plain.databaseUrl!).pathname.slice(1)]);
    await killer.end();
    expect(rowCount).toBeGreaterThan(1);
    await until("asking to work again", async () => (await queues.ask(job("r-after"))).kind === "asked");
    await until("the run afterwards", () => worked.includes("r-after"), 25_000);
    expect(backend.kind).toBe("postgresql");
  }, 60_000);

  it.skipIf(inject("postgresUrl") === undefined)("PostgreSQL: sessions that are cut while the queues are being opened spoil nothing for good", async () => {
    // What BullMQ says once, at the beginning of a session of its own.
    const way = await cutAt(["to_jsonb(migration)", "LISTEN bullmq", "set_config('application_name'"], 6);
    const { queues } = open(way.choice);
    queues.startWorkers({ triage: async () => "worked" }, { concurrency: 1 });
    const ends: unknown[] = [];
    queues.watch("r-first", (event) => ends.push(event));
    await until("asking to work", async () => (await queues.ask(job("r-first"))).kind === "asked");
    await until("the run and its end", () => ends.some((event) => (event as { kind: string }).kind === "finished"), 40_000);
    expect(way.cuts()).toBeGreaterThan(0);
  }, 60_000);

  it.skipIf(inject("postgresUrl") === undefined)("PostgreSQL: the end of a run that could not be written down is written again, and the run not called failed nor begun anew", async () => {
    const way = await cutAt(["FROM move_to_completed_fetch(", "SELECT move_to_completed("], 2);
    // Nobody takes it over meanwhile.
    const { queues, troubles } = open(way.choice, 60_000);
    let worked = 0;
    queues.startWorkers({ triage: async () => (worked += 1) }, { concurrency: 1 });
    const ends: unknown[] = [];
    queues.watch("r-cut", (event) => ends.push(event));
    await until("asking to work", async () => (await queues.ask(job("r-cut"))).kind === "asked");
    await until("its end", () => ends.some((event) => ["finished", "failed"].includes((event as { kind: string }).kind)), 40_000);
    expect(ends).toContainEqual({ kind: "finished", result: 1 });
    expect(troubles.filter(({ kind }) => kind === "run-failed")).toEqual([]);
    expect(way.cuts()).toBe(2);
  }, 60_000);
});

/** A way to an empty database on PostgreSQL that cuts a session which says one of these words, so many times. */
async function cutAt(words: readonly string[], times: number): Promise<{ choice: BackendChoice; cuts(): number }> {
  const opened = await lanes.find(({ name }) => name === "postgresql")!.make();
  cleanUps.push(opened.drop);
  const { hostname, port } = new URL(opened.plain.databaseUrl!);
  let cuts = 0;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    const end = (): void => { near.destroy(); far.destroy(); };
    for (const one of [near, far]) one.on("error", end).on("close", end);
    far.pipe(near);
    near.on("data", (bytes) => {
      if (cuts < times && words.some((word) => bytes.includes(word))) {
        cuts += 1;
        end();
      } else far.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUps.push(async () => server.close());
  const url = new URL(opened.plain.databaseUrl!);
  url.port = String((server.address() as AddressInfo).port);
  return { choice: choiceOf({ databaseUrl: url.href, directory: "/x" }), cuts: () => cuts };
}
