import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { NewTriageJob } from "../../src/core/queue.ts";
import { openQueues } from "../../src/jobs/open-queues.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { builtSources, buildMs } from "../kit/built.ts";
import { lanes, until } from "../store/lanes.ts";

const lane = lanes.find(({ name }) => name === "postgresql")!;
const hourMs = 3_600_000;
// Locks that a slow machine cannot lose, looked at often.
const pace = { lockMs: 20_000, stalledMs: 300 };
const job = (run: string): NewTriageJob => ({ version: 1, run, stack: run, trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "Ada", role: "viewer" }, at: 1 });

describe.skipIf(lane.missing !== undefined)(`machines whose clocks differ, on PostgreSQL${lane.missing === undefined ? "" : ` — LANE NOT RUN: ${lane.missing}`}`, { timeout: 180_000 }, () => {
  let built = "";
  beforeAll(async () => {
    built = await builtSources();
  }, buildMs);

  it.each([["an hour behind", -hourMs, "theirs"], ["an hour ahead", hourMs, "ours"]] as const)("do a long run once: the other's clock is %s", async (_name, aheadMs, whose) => {
    const opened = await lane.make();
    const backend = openBackend(opened.choice);
    const store = openStore(backend);
    const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: () => undefined, pace });
    const worked: string[] = [];
    const work = (): void => queues.startWorkers({ triage: ({ run }, { signal }) => (worked.push(run), new Promise((resolve) => signal.addEventListener("abort", resolve))) }, { concurrency: 4 });
    const plan = { asks: whose === "theirs" ? [job("r-long")] : [], deliveries: [], site: "default", pace, aheadMs };
    let said = "";
    if (whose === "ours") {
      await queues.ask(job("r-long"));
      work();
      await until("us to be at work", () => worked.length === 1);
    }
    const child = spawn(process.execPath, [fileURLToPath(new URL("child.mjs", import.meta.url)), built, JSON.stringify(opened.plain), JSON.stringify(plan)], { stdio: ["ignore", "pipe", "inherit"] });
    child.stdout.on("data", (bytes: Buffer) => (said += bytes.toString()));
    try {
      if (whose === "theirs") {
        await until("the other to be at work", () => said.includes("started r-long"), 60_000);
        work();
      } else {
        // It works on something else, or it might not have looked yet.
        await queues.ask(job("r-a")).then(() => queues.ask(job("r-b"))).then(() => queues.ask(job("r-c"))).then(() => queues.ask(job("r-d")));
        await until("the other to be at work", () => said.includes("started r-"), 60_000);
      }
      // Lost work is taken over at the second look after it was found.
      const looks = new Set<string>();
      await until("lost work to be looked for", async () => {
        const { rows } = await (backend as { pool: { query<T>(text: string): Promise<{ rows: T[] }> } }).pool.query<{ value: string }>("SELECT value FROM bullmq.meta WHERE queue = 'triage' AND field = 'stalled-check'");
        if (rows[0] !== undefined) looks.add(rows[0].value);
        return looks.size >= 6;
      }, 60_000);
      expect([...worked, ...said.split("\n").map((line) => line.replace("started ", ""))].filter((run) => run === "r-long")).toEqual(["r-long"]);
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
      await queues.close(100);
      await store.close();
      await backend.close();
      await opened.drop();
    }
  });
});
