// Two bots and three workers on one queue, killed at random while questions are asked: counts answers that were lost or posted twice.
// usage: npm run bench:chaos [-- --jobs 10000] [--url redis://… | postgres://…] [--built DIR] [--json] [--write]
// Without --url it starts a Redis of its own, kills that once with -9 and freezes it once.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { startRedis, wait } from "./kit.mjs";
import { writeSection } from "./results.mjs";

const { values: flags } = parseArgs({ options: { jobs: { type: "string", default: "400" }, url: { type: "string" }, built: { type: "string" }, json: { type: "boolean" }, write: { type: "boolean" }, patience: { type: "string", default: "180" } } });
const jobs = Number(flags.jobs);
const built = flags.built ?? fileURLToPath(new URL("../dist", import.meta.url));
const load = (path) => import(pathToFileURL(`${built}/${path}`).href);
// Short, so that a lost worker's jobs are taken over within the bench.
const pace = { lockMs: 3_000, stalledMs: 1_000, retryMs: 100, patienceMs: 5_000 };

/** A chat platform that limits, breaks, and sometimes posts without saying so. */
const posted = new Map();
const worked = new Map();
const platform = createServer((request, response) => {
  const url = new URL(request.url, "http://platform");
  const key = `${url.searchParams.get("run")} ${url.searchParams.get("slot")}`;
  const say = (status, body = "{}", headers = {}) => response.writeHead(status, headers).end(body);
  if (url.pathname === "/worked") {
    worked.set(url.searchParams.get("run"), (worked.get(url.searchParams.get("run")) ?? 0) + 1);
    return say(200);
  }
  if (url.pathname === "/find") return posted.has(key) ? say(200, JSON.stringify({ ts: key })) : say(404);
  const luck = Math.random();
  if (luck < 0.04) return say(429, "{}", { "retry-after": "1" });
  if (luck < 0.07) return say(500);
  posted.set(key, (posted.get(key) ?? 0) + 1);
  if (luck < 0.09) return request.socket.destroy();
  return say(200, JSON.stringify({ ts: key }));
});
await new Promise((resolve) => platform.listen(0, "127.0.0.1", resolve));

const chaos = { kills: 0, serverKilled: 0, serverFrozenMs: 0 };
let server;
let url = flags.url;
if (url === undefined) {
  server = await startRedis();
  ({ url } = server);
}
const plan = { ...(url.startsWith("postgres") ? { databaseUrl: url } : { redisUrl: url }), platform: `http://127.0.0.1:${platform.address().port}`, pace };

const script = fileURLToPath(new URL("chaos-process.mjs", import.meta.url));
let over = false;
const fleet = new Set();
function start(role) {
  const child = spawn(process.execPath, [script, built, role, JSON.stringify(plan)], { stdio: ["ignore", "ignore", "inherit"] });
  const member = { role, child };
  fleet.add(member);
  child.once("exit", () => {
    fleet.delete(member);
    if (!over) start(role);
  });
}
for (const role of ["bot", "bot", "worker", "worker", "worker"]) start(role);

const [{ openBackend }, { openStore }, { openQueues }, { Secret }] = await Promise.all([load("store/open-backend.js"), load("store/open-store.js"), load("jobs/open-queues.js"), load("core/secret.js")]);
const backend = openBackend({ directory: "/nonexistent", ...(plan.redisUrl ? { redisUrl: new Secret(plan.redisUrl) } : { databaseUrl: new Secret(plan.databaseUrl) }) });
const store = openStore(backend);
const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: () => undefined, pace });

const began = Date.now();
const asking = (async () => {
  for (let index = 0; index < jobs; index += 1) {
    const job = { version: 1, run: `r-c${index}`, stack: `stack${index}`, site: "default", trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "bench", role: "viewer" }, conversation: { platform: "bench", channel: "c" }, at: Date.now() };
    // Away: a person would ask again, and so does this; the same run is queued once.
    while ((await queues.ask(job)).kind !== "asked") await wait(200);
    if (index % 20 === 19) await wait(50);
  }
})();

const chaotic = (async () => {
  await wait(1_500);
  const everyMs = 700;
  let round = 0;
  // Chaos lasts while there is work, and a while at least.
  while (posted.size < jobs * 2 && round < Math.max(12, jobs / 20)) {
    const members = [...fleet];
    members[Math.floor(Math.random() * members.length)]?.child.kill("SIGKILL");
    chaos.kills += 1;
    round += 1;
    if (server !== undefined && round === 4) {
      server.kill();
      chaos.serverKilled += 1;
      await wait(1_000);
      server.again();
    }
    if (server !== undefined && round === 8) {
      const frozenMs = Number(process.env.CHAOS_FREEZE_MS ?? 5_000);
      server.freeze();
      await wait(frozenMs);
      server.thaw();
      chaos.serverFrozenMs += frozenMs;
    }
    await wait(everyMs);
  }
})();

await Promise.all([asking, chaotic]);
const end = Date.now() + Number(flags.patience) * 1_000;
while (posted.size < jobs * 2 && Date.now() < end) await wait(200);
const seconds = (Date.now() - began) / 1_000;
// Whatever would be posted twice has time to show.
await wait(pace.lockMs * 2 + 1_000);
over = true;
const last = [...fleet].map(({ child }) => new Promise((resolve) => child.once("exit", resolve)));
for (const { child } of fleet) child.kill("SIGTERM");
await Promise.race([Promise.all(last), wait(15_000)]);
for (const { child } of fleet) child.kill("SIGKILL");
await queues.close(500);
await store.close();
await backend.close();
platform.close();
platform.closeAllConnections();
await server?.close();

const counts = [...posted.values()];
const report = {
  jobs, messages: jobs * 2, lost: jobs * 2 - posted.size, doubled: counts.filter((count) => count > 1).length,
  runsRepeated: [...worked.values()].filter((count) => count > 1).length, ...chaos, seconds: Number(seconds.toFixed(1)), backend: url.startsWith("postgres") ? "PostgreSQL" : "Redis",
};
if (flags.json) console.log(JSON.stringify(report));
else for (const [name, value] of Object.entries(report)) console.log(`${name}: ${value}`);
if (flags.write) {
  writeSection("chaos", `## Chaos

Written by \`npm run bench:chaos${jobs === 400 ? "" : ` -- --jobs ${jobs}`}\`: two bots and three workers on one ${report.backend}, one of them killed with -9 every 0.7 s; a platform that answers 4 % with 429, 3 % with 500, and posts 2 % without saying so.

| what | figure | aim |
| --- | --- | --- |
| questions, messages | ${report.jobs}, ${report.messages} in ${report.seconds} s | |
| processes killed with -9 | ${report.kills} | |
| ${report.backend} killed with -9, frozen | ${report.serverKilled} time, ${report.serverFrozenMs / 1000} s | |
| messages lost | ${report.lost} | 0 |
| messages posted twice | ${report.doubled} | 0 |
| runs probed more than once (allowed: a lost worker's) | ${report.runsRepeated} | - |`);
}
process.exit(report.lost === 0 && report.doubled === 0 ? 0 : 1);
