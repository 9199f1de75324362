import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import type { Queues } from "../../src/core/queue.ts";
import { Secret } from "../../src/core/secret.ts";
import { openQueues } from "../../src/jobs/open-queues.ts";
import { openBackend, type BackendChoice } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { until } from "../kit/until.ts";
import { freePort } from "../kit/free-port.ts";
import { find, listening, startRedis } from "../servers.ts";

/** Redis in the forms that people run it in; each server is a real one, started here. */

const missing = inject("redisUrl") === undefined ? " — LANE NOT RUN: redis-server not found" : "";
const cleanUps: (() => Promise<unknown> | void)[] = [];
const cleanUp = async (): Promise<void> => {
  for (const one of cleanUps.splice(0).toReversed()) await one();
};

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "duo-triage-form-"));
  cleanUps.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function server(more: readonly string[], options: { program?: string; port?: number } = {}): Promise<{ port: number; process: ChildProcess }> {
  const started = await startRedis({ folder: folder(), more, ...options });
  cleanUps.push(started.stop);
  return started;
}

/** One run and one message through queue and store of an address. */
async function works(choice: Omit<BackendChoice, "directory">, name: string): Promise<{ queues: Queues; close(): Promise<void> }> {
  const backend = openBackend({ directory: "/nonexistent", ...choice });
  const store = openStore(backend);
  const troubles: string[] = [];
  const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: (trouble) => troubles.push(trouble.message), pace: { lockMs: 5_000, stalledMs: 1_000, retryMs: 100, patienceMs: 60_000 } });
  const close = async (): Promise<void> => {
    await queues.close(500);
    await store.close();
    await backend.close();
  };
  cleanUps.push(close);
  const posted: string[] = [];
  queues.startWorkers({
    async triage(job) {
      await store.runs.save({ run: job.run, stack: job.stack, trigger: "chat", verdict: "pass", startedAt: 1, durationMs: 1, result: { run: job.run } });
      await queues.deliver({ version: 1, run: job.run, slot: "verdict", conversation: { platform: "terminal", channel: "tty" }, reply: {}, at: 1 });
      return "done";
    },
    delivery: async (job) => (posted.push(job.run), { kind: "posted", message: { ts: "1" } }),
  }, { concurrency: 2 });
  const asked = await queues.ask({ version: 1, run: `r-${name}`, stack: "prod", trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "Ada", role: "viewer" }, at: 1 });
  expect(asked, `${"reason" in asked ? asked.reason : ""} ${troubles.join("; ")}`).toMatchObject({ kind: "asked" });
  await until(`the message (${troubles.join("; ")})`, () => posted.includes(`r-${name}`));
  await until("the ledger", () => store.deliveries.message(`r-${name}`, "verdict"));
  expect((await store.runs.last("prod"))?.run).toBe(`r-${name}`);
  expect(await store.leases.take("x", "me", 1, 1_000)).toBe(true);
  await store.signs.give("process", "me", {}, 1_000);
  expect(await store.signs.list("process")).toHaveLength(1);
  await store.collection("thing", (await import("zod")).z.string()).put("a", "b");
  expect(await queues.schedule({ id: "daily", pattern: "0 9 * * *", timeZone: "UTC", template: { version: 1, stack: "prod", site: "default", trigger: "schedule", question: { kind: "check", deep: false }, asker: { name: "Ada", role: "viewer" } } })).toMatchObject({ kind: "scheduled" });
  return { queues, close };
}

describe.skipIf(missing !== "")(`Redis in its forms${missing}`, { timeout: 180_000 }, () => {
  afterEach(cleanUp);

  describe("with TLS, a user of its own and no more rights than it needs", () => {
    const certificates = mkdtempSync(join(tmpdir(), "duo-triage-redis-tls-"));
    let openssl = true;
    beforeAll(() => {
      try {
        const run = (...args: string[]): void => void execFileSync("openssl", args, { cwd: certificates, stdio: "ignore" });
        run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test root", "-keyout", "ca.key", "-out", "ca.pem");
        run("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "server.key", "-out", "server.csr");
        writeFileSync(join(certificates, "san"), "subjectAltName=DNS:localhost,IP:127.0.0.1");
        run("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "san", "-out", "server.pem");
      } catch {
        openssl = false;
      }
    });
    afterAll(() => rmSync(certificates, { recursive: true, force: true }));

    it("works, and says so of a foreign certificate or a wrong password", async ({ skip }) => {
      if (!openssl) skip("LANE NOT RUN: openssl not found");
      const plain = await freePort();
      const at = (name: string): string => join(certificates, name);
      // The rights that README.md and the manifests name.
      const acl = ["--user", "default", "off", "--user", "duo", "on", ">s3cret-pass", "~{duo-triage}:*", "&*", "+@all", "-@admin", "-@dangerous", "+info", "+client|list"];
      const { port } = await server(["--port", "0", "--tls-port", String(plain), "--tls-cert-file", at("server.pem"), "--tls-key-file", at("server.key"), "--tls-ca-cert-file", at("ca.pem"), "--tls-auth-clients", "no", ...acl], { port: plain });
      const redisTls = { ca: readFileSync(at("ca.pem"), "utf8") };
      const { queues } = await works({ redisUrl: new Secret(`rediss://duo:s3cret-pass@localhost:${port}/0`), redisTls }, "tls");
      const health = await queues.health();
      expect(health).toMatchObject({ where: `rediss://localhost:${port}/0`, server: { unsafe: [] } });
      expect(health.server?.name).toMatch(/^(?:Redis|Valkey) \d/u);
      const store = openStore(openBackend({ directory: "/x", redisUrl: new Secret(`rediss://duo:s3cret-pass@localhost:${port}`) }));
      expect((await store.health()).problem).toBeTruthy();
      await store.close();
      const wrong = openBackend({ directory: "/x", redisUrl: new Secret(`rediss://duo:wrong@localhost:${port}`), redisTls });
      const other = openQueues({ backend: wrong, ledger: store.deliveries, onTrouble: () => undefined });
      const before = Date.now();
      expect(await other.ask({ version: 1, run: "r-w", stack: "s", trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "A", role: "viewer" }, at: 1 })).toMatchObject({ kind: "away", reason: expect.stringContaining("Redis refuses the configured user or password") });
      expect(Date.now() - before).toBeLessThan(10_000);
      await other.close(100);
    });
  });

  it("that is full says so to the asker in a sentence of ours, not in one of its scripts'", async () => {
    const { port } = await server([]);
    const redis = new Redis(port, "127.0.0.1");
    const { queues } = await works({ redisUrl: new Secret(`redis://127.0.0.1:${port}`) }, "full");
    await redis.config("SET", "maxmemory", "1");
    const asked = await queues.ask({ version: 1, run: "r-full", stack: "s", trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "A", role: "viewer" }, at: 1 });
    await redis.config("SET", "maxmemory", "0");
    redis.disconnect();
    expect(asked).toEqual({ kind: "away", reason: "Redis has no memory left (maxmemory) and takes nothing new: raise its limit, or free some" });
  });

  it("names what can lose jobs: eviction, no append-only file", async () => {
    const { port } = await server(["--appendonly", "no", "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"]);
    const { queues } = await works({ redisUrl: new Secret(`redis://127.0.0.1:${port}`) }, "unsafe");
    expect((await queues.health()).server?.unsafe).toEqual([expect.stringContaining("maxmemory-policy is allkeys-lru"), expect.stringContaining("append-only file is off")]);
  });

  it("is found behind sentinels, also after the master was lost", async () => {
    const first = await server([]);
    const second = await server(["--replicaof", "127.0.0.1", String(first.port)]);
    const sentinels = await Promise.all([0, 1, 2].map(async () => {
      const port = await freePort();
      const home = folder();
      const file = join(home, "sentinel.conf");
      writeFileSync(file, `port ${port}\nbind 127.0.0.1\ndir ${home}\nsentinel monitor main 127.0.0.1 ${first.port} 2\nsentinel down-after-milliseconds main 1000\nsentinel failover-timeout main 4000\nsentinel parallel-syncs main 1\n`);
      const child = spawn(find("redis-server", (process.env["PATH"] ?? "").split(":")), [file, "--sentinel"], { stdio: "ignore" });
      cleanUps.push(async () => {
        const ended = new Promise((resolve) => child.once("exit", resolve));
        if (child.exitCode === null && child.signalCode === null) {
          child.kill("SIGKILL");
          await ended;
        }
      });
      await listening(child, port);
      return port;
    }));
    const redisUrl = new Secret(`redis+sentinel://${sentinels.map((port) => `127.0.0.1:${port}`).join(",")}/main/0`);
    const { Redis } = await import("ioredis");
    const looking = new Redis({ port: sentinels[0]!, host: "127.0.0.1", lazyConnect: true });
    looking.on("error", () => undefined);
    cleanUps.push(() => looking.disconnect());
    const known = async (): Promise<boolean> => {
      const master = (await looking.call("SENTINEL", "MASTER", "main")) as string[];
      const value = (name: string): string | undefined => master[master.indexOf(name) + 1];
      return value("num-slaves") === "1" && value("num-other-sentinels") === "2";
    };
    await until("the sentinels to know each other and the replica", known, 60_000);
    const { queues } = await works({ redisUrl }, "before");
    first.process.kill("SIGKILL");
    await until("the new master", async () => ((await looking.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "main")) as string[])[1] === String(second.port), 60_000);
    let count = 0;
    const again = await until("asking to work again", async () => {
      const asked = await queues.ask({ version: 1, run: `r-after${(count += 1)}`, stack: `after${count}`, trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "Ada", role: "viewer" }, at: 1 });
      return asked.kind === "asked" ? asked.run : undefined;
    }, 60_000);
    // The workers found the new master as well.
    let ended = "";
    queues.watch(again, (event) => (ended = event.kind));
    await until("the run afterwards", () => ended === "finished", 60_000);
  });

  it("is used as a cluster of three", async () => {
    const nodes = await Promise.all([0, 1, 2].map(async () => {
      // The bus listens on port + 10000.
      const port = 20_000 + Math.floor(Math.random() * 12_000);
      return server(["--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-node-timeout", "5000", "--cluster-require-full-coverage", "yes"], { port });
    }));
    const { Redis } = await import("ioredis");
    const clients = nodes.map(({ port }) => new Redis({ host: "127.0.0.1", port }));
    cleanUps.push(() => clients.forEach((client) => client.disconnect()));
    const third = Math.floor(16_384 / 3);
    for (const [index, client] of clients.entries()) await client.call("CLUSTER", "ADDSLOTSRANGE", String(index * third), String(index === 2 ? 16_383 : (index + 1) * third - 1));
    for (const { port } of nodes.slice(1)) await clients[0]!.call("CLUSTER", "MEET", "127.0.0.1", String(port));
    await until("the cluster", async () => (await Promise.all(clients.map((client) => client.call("CLUSTER", "INFO") as Promise<string>))).every((info) => info.includes("cluster_state:ok") && info.includes("cluster_known_nodes:3")), 60_000);
    const { queues } = await works({ redisUrl: new Secret(`redis+cluster://127.0.0.1:${nodes[0]!.port},127.0.0.1:${nodes[1]!.port}`) }, "cluster");
    expect(await queues.health()).toMatchObject({ server: { name: expect.stringContaining("cluster of 3 masters"), unsafe: [] }, counts: { triage: { waiting: 0 } } });
  });

  const valkey = ((): string | undefined => {
    try {
      return find("valkey-server", (process.env["PATH"] ?? "").split(":"));
    } catch {
      return undefined;
    }
  })();
  it.skipIf(valkey === undefined)(`may be Valkey${valkey === undefined ? " — LANE NOT RUN: valkey-server not found" : ""}`, async () => {
    const { port } = await server([], { program: "valkey-server" });
    const { queues } = await works({ redisUrl: new Secret(`valkey://127.0.0.1:${port}`) }, "valkey");
    expect((await queues.health()).server?.name).toMatch(/^Valkey/u);
  });
});
