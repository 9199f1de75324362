import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { startPracticeStack } from "../../src/practice/stack.ts";
import { buildMs, builtSources } from "../kit/built.ts";
import { until } from "../kit/until.ts";
import { freePort } from "../kit/free-port.ts";
import { startRedis } from "../servers.ts";

const missing = inject("redisUrl") === undefined ? " — LANE NOT RUN: redis-server not found" : "";

describe.skipIf(missing !== "")(`a bot that has not reached its chat yet${missing}`, { timeout: 180_000 }, () => {
  let built = "";
  beforeAll(async () => {
    built = await builtSources();
  }, buildMs);
  const folder = mkdtempSync(join(tmpdir(), "duo-triage-away-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("checks by the clock all the same, and stops when it is told to", async () => {
    const [redis, practice, nobody] = await Promise.all([startRedis(), startPracticeStack({}), freePort()]);
    const config = join(folder, "duo-triage.yaml");
    writeFileSync(config, `stacks:\n  prod: { gitlab: { url: "${practice.gitlabUrl}" }, check_every: 30s }\nqueue: { redis_url: "${redis.url}" }\nchat: { slack: { bot_token: "xoxb-1-1-abcdefabcdefabcdefabcdef", app_token: "xapp-1-A1-1-abcdefabcdefabcdef" } }\n`);
    const bot = spawn(process.execPath, [`${built}/bin.js`, "start", "--config", config], { stdio: ["ignore", "pipe", "pipe"], cwd: folder, env: { ...process.env, SLACK_API_URL: `http://127.0.0.1:${nobody}/api/` } });
    let said = "";
    for (const stream of [bot.stdout, bot.stderr]) stream.on("data", (bytes: Buffer) => (said += bytes.toString()));
    const ended = new Promise<number | null>((resolve) => bot.once("exit", resolve));
    const backend = openBackend({ directory: "/nonexistent", redisUrl: new Secret(redis.url) });
    const store = openStore(backend);
    try {
      await until("Slack to be missed", () => said.includes("tried again"), 60_000);
      await until(`a check by the clock: ${said}`, async () => (await store.runs.list({ stack: "prod", limit: 1 })).length > 0, 120_000);
      const before = Date.now();
      bot.kill("SIGTERM");
      expect(await ended).toBe(0);
      expect(Date.now() - before).toBeLessThan(25_000);
    } finally {
      bot.kill("SIGKILL");
      await store.close();
      await backend.close();
      await practice.close();
      await redis.stop();
    }
  });

  it("comes up before its Redis, is ready for it whenever it comes, and stops when it is told to", async () => {
    const [port, ops, practice, nobody] = await Promise.all([freePort(), freePort(), startPracticeStack({}), freePort()]);
    const config = join(folder, "late.yaml");
    writeFileSync(config, `stacks:\n  prod: { gitlab: { url: "${practice.gitlabUrl}" }, check_every: 30s }\nqueue: { redis_url: "redis://127.0.0.1:${port}/0" }\nops: { port: ${ops} }\nchat: { slack: { bot_token: "xoxb-1-1-abcdefabcdefabcdefabcdef", app_token: "xapp-1-A1-1-abcdefabcdefabcdef" } }\n`);
    const bot = spawn(process.execPath, [`${built}/bin.js`, "start", "--config", config], { stdio: ["ignore", "pipe", "pipe"], cwd: folder, env: { ...process.env, SLACK_API_URL: `http://127.0.0.1:${nobody}/api/` } });
    let said = "";
    for (const stream of [bot.stdout, bot.stderr]) stream.on("data", (bytes: Buffer) => (said += bytes.toString()));
    const ended = new Promise<number | null>((resolve) => bot.once("exit", resolve));
    const readiness = () => fetch(`http://127.0.0.1:${ops}/readyz`).then((answer) => answer.text(), () => "");
    let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
    try {
      await until(`the store to be missed: ${said}`, () => said.includes("cannot be looked up yet"), 60_000);
      expect(await readiness()).toContain("the queue does not answer");
      redis = await startRedis({ port });
      await until("the queue to be found", async () => { const text = await readiness(); return text !== "" && !text.includes("the queue does not answer"); }, 60_000);
      expect(said).not.toContain("crashed");
      const before = Date.now();
      bot.kill("SIGTERM");
      expect(await ended, said).toBe(0);
      expect(Date.now() - before).toBeLessThan(25_000);
    } finally {
      bot.kill("SIGKILL");
      await practice.close();
      await redis?.stop();
    }
  });
});
