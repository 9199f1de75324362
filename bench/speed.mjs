// Prints how fast and how small duo-triage is, as ratios measured in this run.
// usage: npm run bench [-- --write]
import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Agent, request } from "undici";
import { createRedact } from "../dist/core/redact.js";
import { Secret } from "../dist/core/secret.js";
import { diagnose } from "../dist/diagnosis/diagnose.js";
import { loadRegistry } from "../dist/app/registry.js";
import { practiceConfig } from "../dist/app/practice.js";
import { startPracticeStack } from "../dist/practice/stack.js";
import { findFreePorts, listenLikeBlackHole } from "../dist/practice/wire.js";
import { createProbes } from "../dist/probes/probes.js";

const bin = fileURLToPath(new URL("../dist/bin.js", import.meta.url));
const registry = await loadRegistry();
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const rows = [];
const row = (what, figure, aim) => {
  rows.push([what, figure, aim]);
  console.log(`${what}: ${figure} (aim ${aim})`);
};

/** The longest chain of facts that wait for one another, in ms: what no tool could do faster side by side. */
function criticalPath(facts) {
  const took = new Map(facts.map((fact) => [fact.subject === undefined ? fact.id : `${fact.id}@${fact.subject}`, fact]));
  const memo = new Map();
  const ends = (key) => {
    if (memo.has(key)) return memo.get(key);
    memo.set(key, 0);
    const fact = took.get(key);
    if (fact === undefined) return 0;
    const rule = registry.facts[fact.id];
    const before = [...(rule?.needs ?? []), ...(rule?.uses ?? [])].flatMap((id) => (took.has(`${id}@${fact.subject}`) ? [`${id}@${fact.subject}`] : [...took.keys()].filter((other) => other === id || (fact.subject === undefined && other.startsWith(`${id}@`)))));
    const end = Math.max(0, ...before.map(ends)) + fact.durationMs;
    memo.set(key, end);
    return end;
  };
  return Math.max(...[...took.keys()].map(ends));
}

async function check(stack, budgetMs, more = {}) {
  const probes = createProbes({});
  const began = performance.now();
  const { result, saved } = await diagnose({ run: "r-bench", trigger: "cli", stack, ...(budgetMs === undefined ? {} : { budgetMs }) }, registry, { probes, redact: createRedact([]), now: () => new Date(), newId: randomUUID, ...more });
  await probes.close();
  return { ms: performance.now() - began, result, saved };
}

const stack = await startPracticeStack({});
const config = practiceConfig(stack, "model");
await check(config);
const runs = [];
for (let i = 0; i < 5; i += 1) runs.push(await check(config));
const ratios = runs.map((run) => run.ms / criticalPath(run.saved.facts));
row("healthy check, wall time over its critical path of facts", `${median(ratios).toFixed(2)} x (${Math.round(median(runs.map((run) => run.ms)))} ms, ${runs[0].saved.facts.length} facts)`, "<= 1.25 x");

const agent = new Agent({ connections: 6 });
const bare = [];
const probed = [];
const probes = createProbes({});
for (let i = 0; i < 200; i += 1) {
  let began = performance.now();
  const answer = await request(`${stack.gatewayUrl}/monitoring/healthz`, { dispatcher: agent });
  await answer.body.text();
  bare.push(performance.now() - began);
  began = performance.now();
  await probes.http({ url: `${stack.gatewayUrl}/monitoring/healthz` }, { signal: new AbortController().signal });
  probed.push(performance.now() - began);
}
row("one GET through the probe against bare undici on the same socket", `${(median(probed) / median(bare)).toFixed(2)} x (${median(bare).toFixed(2)} ms bare)`, "-");
await probes.close();
await agent.close();
await stack.close();

// Dropped packets, as behind a firewall.
const [hung] = await findFreePorts(1, (low, high) => low + Math.floor(Math.random() * (high - low)));
const hole = await listenLikeBlackHole("127.0.0.1", hung);
const dead = await check({ name: "dead", gitlab: { url: `http://127.0.0.1:${hung}`, token: new Secret("glpat-bench-bench-bench") }, gateway: { url: `http://127.0.0.1:${hung}` }, models: [{ name: "m", endpoint: `http://127.0.0.1:${hung}/v1`, identifier: "custom_openai/m" }], site: "default", profile: "online", expect: [] });
row("every target black-holed: time to the diagnosis", `${(dead.ms / 1000).toFixed(1)} s, ${dead.result.verdict}`, "<= 12 s");
await hole.close();

// Connections open, and not one byte ever comes.
const held = new Set();
const mute = await Promise.all(Array.from({ length: 4 }, () => new Promise((resolve) => {
  const server = createServer((socket) => void held.add(socket.on("error", () => undefined).resume()));
  server.listen(0, "127.0.0.1", () => resolve(server));
})));
const [muteGitlab, muteGateway, muteModel, muteAgent] = mute.map((server) => `127.0.0.1:${server.address().port}`);
let firstLine;
const muteBegan = performance.now();
const silent = await check(
  { name: "silent", gitlab: { url: `http://${muteGitlab}`, token: new Secret("glpat-bench-bench-bench") }, gateway: { url: `http://${muteGateway}` }, agentPlatform: { url: muteAgent, secure: false }, models: [{ name: "m", endpoint: `http://${muteModel}/v1`, identifier: "custom_openai/m" }], site: "default", profile: "online", expect: [] },
  undefined,
  { waiting: () => (firstLine ??= performance.now() - muteBegan) },
);
row("every target accepts the connection and stays silent: time to the diagnosis", `${(silent.ms / 1000).toFixed(1)} s, ${silent.result.verdict}`, "<= 20 s");
row("the same: first line that says what hangs", `${((firstLine ?? NaN) / 1000).toFixed(1)} s`, "< 2 s");
for (const socket of held) socket.destroy();
for (const server of mute) server.close();

const times = [];
for (let i = 0; i < 5; i += 1) {
  const began = performance.now();
  spawnSync(process.execPath, [bin, "explain", "A1003"], { stdio: "ignore" });
  times.push(performance.now() - began);
}
const nothing = [];
for (let i = 0; i < 5; i += 1) {
  const began = performance.now();
  spawnSync(process.execPath, ["-e", "0"], { stdio: "ignore" });
  nothing.push(performance.now() - began);
}
row("`explain A1003` as a process", `${Math.round(median(times))} ms, ${(median(times) / median(nothing)).toFixed(1)} x an empty Node`, "< 250 ms");

/** Starts the bot, gives the seconds until its first line and its memory after some idle seconds. */
async function idleBot(env) {
  const folder = mkdtempSync(join(tmpdir(), "duo-triage-bench-"));
  const began = performance.now();
  const bot = spawn(process.execPath, [bin, "start"], { cwd: folder, stdio: ["pipe", "pipe", "inherit"], env: { PATH: process.env.PATH, HOME: folder, ...env } });
  await new Promise((resolve) => bot.stdout.once("data", resolve));
  const ready = (performance.now() - began) / 1000;
  // The queue opens behind the prompt: idle counts from when it has answered.
  let said = "";
  const answered = new Promise((resolve) => bot.stdout.on("data", (chunk) => ((said += chunk), / on Node v\d/u.test(said) && resolve())));
  bot.stdin.write("/duo self\n");
  await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, 60_000))]);
  await new Promise((resolve) => setTimeout(resolve, 15_000));
  const mb = Math.round(Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${bot.pid}/status`, "utf8"))?.[1] ?? 0) / 1024);
  bot.stdin.end();
  await new Promise((resolve) => bot.once("close", resolve));
  rmSync(folder, { recursive: true, force: true });
  return { ready, mb };
}

const embedded = await idleBot({});
row("bot on the embedded queue: ready for input", `${embedded.ready.toFixed(2)} s`, "< 3 s");
row("bot on the embedded queue with the practice stack, idle: memory", `${embedded.mb} MB`, "< 350 MB");

// The server is no part of the figure; without one on this machine the row is missing.
const redisPort = await new Promise((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});
const redis = spawn("redis-server", ["--port", String(redisPort), "--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"], { stdio: "ignore" });
const redisUp = await new Promise((resolve) => {
  redis.once("error", () => resolve(false));
  redis.once("spawn", () => setTimeout(() => resolve(true), 1000));
});
if (redisUp) {
  const shared = await idleBot({ REDIS_URL: `redis://127.0.0.1:${redisPort}`, GITLAB_URL: "http://127.0.0.1:9" });
  row("bot on Redis with a configured stack, idle: memory", `${shared.mb} MB`, "< 150 MB");
  redis.kill();
} else console.log("redis-server is not installed: the memory of the bot on Redis was not measured");
const table = `| what | figure | aim |\n| --- | --- | --- |\n${rows.map((one) => `| ${one.join(" | ")} |`).join("\n")}`;
if (process.argv.includes("--write")) {
  const path = new URL("RESULTS.md", import.meta.url);
  const mark = "<!-- speed -->";
  const section = `${mark}\n## Speed and size\n\nWritten by \`npm run bench\`, on two shared cores: read the ratios, not the milliseconds.\n\n${table}\n${mark}`;
  const text = existsSync(path) ? readFileSync(path, "utf8") : "# Benchmarks\n";
  writeFileSync(path, text.includes(mark) ? text.replace(new RegExp(`${mark}[\\s\\S]*${mark}`, "u"), () => section) : `${text.trimEnd()}\n\n${section}\n`);
}
console.log(`\n| what | figure | aim |\n| --- | --- | --- |\n${rows.map((one) => `| ${one.join(" | ")} |`).join("\n")}`);
process.exit(0);
