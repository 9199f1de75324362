import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { followRun } from "../../src/commands/follow-run.ts";
import { type Following, followingId, openFollowings } from "../../src/commands/following.ts";
import type { Reply } from "../../src/core/reply.ts";
import { openQueues } from "../../src/jobs/open-queues.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { buildMs, builtSources } from "../kit/built.ts";
import { until } from "../kit/until.ts";
import { lanes } from "../store/lanes.ts";

const lane = lanes.find((one) => one.name === "redis" && one.missing === undefined) ?? lanes[0]!;
const pace = { lockMs: 2_000, stalledMs: 500, retryMs: 50, patienceMs: 20_000 };
const question = { version: 1, run: "r-dmz", stack: "edge", site: "dmz", trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "Ada", role: "viewer" }, conversation: { platform: "slack", channel: "C1" } } as const;

/** A bot whose conversations follow a run of site dmz. `gone`: its workers are. */
async function openBot() {
  const opened = await lane.make();
  const backend = openBackend(opened.choice);
  const store = openStore(backend);
  const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: () => undefined, pace });
  const since = Date.now() - 60_000;
  const told: Reply[] = [];
  const followings = openFollowings(store);
  const stops: (() => void)[] = [];
  const bot = {
    plain: opened.plain, queues, told, gone: false,
    follow(suffix: string): void {
      const following: Following = { run: "r-dmz", suffix, stack: "edge", site: "dmz", conversation: question.conversation, ended: false, at: Date.now() };
      void followings.put(followingId(following), following);
      stops.push(followRun(following, {
        adapter: () => undefined, store, ledger: store.deliveries, followings, editEveryMs: 50, lookEveryMs: 50, trouble: () => undefined,
        queues: { watch: queues.watch, cancel: queues.cancel, deliver: async (job) => void told.push(job.reply as Reply) },
        unserved: async (site) => (bot.gone && site === "dmz" ? { since } : undefined),
      }));
    },
    async answered(count: number): Promise<void> {
      await until("all to be answered", () => told.length === count);
      for (const reply of told) expect(JSON.stringify(reply.blocks)).toMatch(/No worker of site dmz since \d\d:\d\d UTC, so edge cannot be checked\. The question was taken back; ask again when one runs \(DT912\)/u);
      expect((await queues.health({ sites: ["dmz"] })).sites?.["dmz"]).toMatchObject({ waiting: 0, active: 0 });
    },
    async close(): Promise<void> {
      stops.forEach((stop) => stop());
      await queues.close(1_000);
      await store.close();
      await backend.close();
      await opened.drop();
    },
  };
  return bot;
}

describe(`a question whose site loses its last worker is answered, and taken back (${lane.name})`, { timeout: 120_000 }, () => {
  let built = "";
  beforeAll(async () => {
    built = await builtSources();
  }, buildMs);

  it("while it waits", async () => {
    const bot = await openBot();
    // Two conversations wait for the same run.
    bot.follow("");
    bot.follow(".other");
    expect(await bot.queues.ask({ ...question, at: Date.now() })).toMatchObject({ kind: "asked" });
    // Somebody is there: it waits.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(bot.told).toEqual([]);
    bot.gone = true;
    await bot.answered(2);
    await bot.close();
  });

  it.skipIf(lane.name === "pglite")("while it is being worked on", async () => {
    const bot = await openBot();
    bot.follow("");
    const plan = { asks: [{ ...question, at: Date.now() }], site: "dmz", deliveries: [], pace };
    const worker = spawn(process.execPath, [fileURLToPath(new URL("../jobs/child.mjs", import.meta.url)), built, JSON.stringify(bot.plain), JSON.stringify(plan)], { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    worker.stdout.on("data", (bytes: Buffer) => (said += bytes.toString()));
    await until("the worker to be at work", () => said.includes("started r-dmz"), 60_000);
    worker.kill("SIGKILL");
    await once(worker, "exit");
    expect(bot.told).toEqual([]);
    bot.gone = true;
    await bot.answered(1);
    await bot.close();
  });
});
