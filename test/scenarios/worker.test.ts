import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import { openQueues } from "../../src/jobs/open-queues.ts";
import { openPresence } from "../../src/jobs/presence.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { startPracticeStack } from "../../src/practice/stack.ts";
import { buildMs, builtSources } from "../kit/built.ts";
import { until } from "../kit/until.ts";
import { freePort } from "../kit/free-port.ts";
import { startRedis } from "../servers.ts";

/** `duo-triage worker` as a process of its own, beside a bot's queue in this one. */
const missing = inject("redisUrl") === undefined ? " — LANE NOT RUN: redis-server not found" : "";

describe.skipIf(missing !== "")(`duo-triage worker${missing}`, { timeout: 180_000 }, () => {
  let built = "";
  beforeAll(async () => {
    built = await builtSources();
  }, buildMs);
  const folder = mkdtempSync(join(tmpdir(), "duo-triage-worker-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("serves its site, is ready once a test job came back, and stops within 25 s when it is told to", async () => {
    const [redis, practice, port] = await Promise.all([startRedis(), startPracticeStack({}), freePort()]);
    const config = join(folder, "duo-triage.yaml");
    writeFileSync(config, `stacks:\n  edge: { site: dmz, gitlab: { url: "${practice.gitlabUrl}" } }\nqueue: { redis_url: "${redis.url}" }\nworker: { sites: [dmz] }\nops: { port: ${port} }\n`);
    const backend = openBackend({ directory: "/nonexistent", redisUrl: new Secret(redis.url) });
    const store = openStore(backend);
    const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: () => undefined, pace: { patienceMs: 30_000 } });
    const bot = openPresence({ signs: store.signs, id: "bot", card: { host: "h", pid: 1, version: "1", startedAt: 0, sites: [], posts: true } });
    expect(await bot.unserved("dmz")).toEqual({ since: undefined });

    const worker = spawn(process.execPath, [`${built}/bin.js`, "worker", "--config", config], { stdio: ["ignore", "pipe", "pipe"], cwd: fileURLToPath(new URL("../..", import.meta.url)) });
    let said = "";
    worker.stdout.on("data", (bytes: Buffer) => (said += bytes.toString()));
    worker.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
    const ended = new Promise<number | null>((resolve) => worker.once("exit", resolve));
    try {
      await until("the site to be served", async () => {
        if (worker.exitCode !== null) throw new Error(`the worker ended: ${said}`);
        return (await bot.unserved("dmz")) === undefined;
      }, 60_000);
      await until(`readiness (${said})`, async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.status === 200, 60_000);
      const asked = await queues.ask({ version: 1, run: "r-edge", stack: "edge", site: "dmz", trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "Ada", role: "viewer" }, at: Date.now() });
      expect(asked).toMatchObject({ kind: "asked" });
      await until("the run's record", () => store.runs.get("r-edge"), 90_000);
      const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      expect(page).toMatch(/^duo_triage_runs_total\{stack="edge",trigger="chat",verdict="\w+"\} 1$/mu);
      expect(page).toContain("duo_triage_workers{site=\"dmz\"} 1\n");
      const before = Date.now();
      worker.kill("SIGTERM");
      expect(await ended).toBe(0);
      expect(Date.now() - before).toBeLessThan(25_000);
      expect(said).toContain("told to stop");
    } finally {
      worker.kill("SIGKILL");
      bot.close();
      await queues.close(500);
      await store.close();
      await backend.close();
      await practice.close();
      await redis.stop();
    }
  });
});
