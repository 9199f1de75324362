// Many stacks checked by the clock by one process as it is shipped, on fast targets: how evenly, how late, at what cost, and whether two
// checks of one stack ever overlap.
// usage: npm run bench:fleet [-- --stacks 1000] [--every 300] [--seconds 120] [--write]
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { Secret } from "../dist/core/secret.js";
import { slotAt } from "../dist/jobs/rounds.js";
import { openBackend } from "../dist/store/open-backend.js";
import { openStore } from "../dist/store/open-store.js";
import { writeSection } from "./results.mjs";

const { values: flags } = parseArgs({ options: { stacks: { type: "string", default: "1000" }, every: { type: "string", default: "300" }, seconds: { type: "string", default: "120" }, write: { type: "boolean" } } });
const [count, everyMs, seconds] = [Number(flags.stacks), Number(flags.every) * 1_000, Number(flags.seconds)];
const folder = mkdtempSync(join(tmpdir(), "duo-triage-fleet-"));
const children = [];
const start = (command, args, options = {}) => {
  const child = spawn(command, args, { cwd: folder, stdio: ["pipe", "pipe", "pipe"], ...options });
  child.said = "";
  child.stdout.on("data", (chunk) => (child.said += chunk));
  child.stderr.on("data", (chunk) => (child.said += chunk));
  children.push(child);
  return child;
};
const port = await new Promise((resolve) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const free = probe.address().port;
    probe.close(() => resolve(free));
  });
});
const until = async (what, test) => {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await test()) return;
    await sleep(100);
  }
  throw new Error(`not in time: ${what}\n${children.map((child) => child.said.slice(-500)).join("\n")}`);
};

let store;
let backend;
try {
  start("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]).on("error", () => {
    console.error("redis-server not found");
    process.exit(2);
  });
  const bin = new URL("../dist/bin.js", import.meta.url).pathname;
  const target = start(process.execPath, [bin, "practice"]);
  await until("the practice stack", () => /GITLAB_TOKEN=\S+/u.test(target.said));
  const [, gitlab, token] = /GITLAB_URL=(\S+) GITLAB_TOKEN=(\S+)/u.exec(target.said);

  const names = Array.from({ length: count }, (_, index) => `stack-${index}`);
  // All stacks are one host here, so the limit for each target would be what is measured.
  writeFileSync(join(folder, "duo-triage.yaml"), `queue: { redis_url: "redis://127.0.0.1:${port}/0" }\nworker: { concurrency: 32, runs_per_target: 64, tokens_per_day: 0 }\nlog: { level: warn, format: json }\nstacks:\n${names.map((name) => `  ${name}: { gitlab: { url: "${gitlab}", token: "${token}" }, check_every: ${everyMs / 1_000}s }\n`).join("")}`);
  const bot = start(process.execPath, [bin, "start"]);
  await until("the bot", () => bot.said.includes("Try:"));
  backend = openBackend({ directory: folder, redisUrl: new Secret(`redis://127.0.0.1:${port}/0`) });
  store = openStore(backend);
  // Its first checks load and compile what later ones use.
  await until("the first runs", async () => (await store.runs.list({ limit: 20 })).length >= 20);

  const ticks = () => {
    const fields = readFileSync(`/proc/${bot.pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / Number(spawnSync("getconf", ["CLK_TCK"], { encoding: "utf8" }).stdout || 100);
  };
  const resident = () => Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${bot.pid}/status`, "utf8"))[1]) / 1_024;
  const [from, cpuFrom] = [Date.now(), ticks()];
  await sleep(seconds * 1_000);
  const [to, cpuTo] = [Date.now(), ticks()];
  const cpu = (cpuTo - cpuFrom) / ((to - from) / 1_000);
  const memory = resident();
  // What was due shortly before the end may still be on its way.
  await sleep(15_000);

  const late = [];
  const took = [];
  const perSecond = new Map();
  let overlaps = 0;
  let missed = 0;
  let due = 0;
  for (const name of names) {
    const runs = (await store.runs.list({ stack: name, limit: 100 })).toSorted((a, b) => a.startedAt - b.startedAt);
    runs.forEach((run, index) => {
      const next = runs[index + 1];
      if (next !== undefined && next.startedAt < run.startedAt + run.durationMs) overlaps += 1;
      took.push(run.durationMs);
      perSecond.set(Math.floor(run.startedAt / 1_000), (perSecond.get(Math.floor(run.startedAt / 1_000)) ?? 0) + 1);
    });
    for (let slot = slotAt({ stack: name, everyMs }, to); slot > from; slot -= everyMs) {
      due += 1;
      const run = runs.find(({ run: id }) => id === `s-${name}.${slot.toString(36)}`);
      if (run === undefined) missed += 1;
      else late.push(run.startedAt - slot);
    }
  }
  const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0;
  const bySecond = [...perSecond.entries()].filter(([second]) => second * 1_000 >= from && second * 1_000 < to).map(([, many]) => many);
  const s = (ms) => `${(ms / 1_000).toFixed(1)} s`;
  const cores = availableParallelism();
  const rows = [
    ["checks that were due, and did not run", `${due}, ${missed}`, "0 not run"],
    ["checks of one stack that overlapped", String(overlaps), "0"],
    ["began after they were due: middle, 95 %, latest", [0.5, 0.95, 1].map((share) => s(at(late, share))).join(", "), "within seconds"],
    ["most that began in one second (evenly: " + (count / (everyMs / 1_000)).toFixed(1) + ")", String(Math.max(0, ...bySecond)), "no burst"],
    ["a check took: middle, 95 %", [0.5, 0.95].map((share) => s(at(took, share))).join(", "), ""],
    [`processor time of the bot, of ${cores} cores`, `${(cpu * 100).toFixed(0)} % of one core, ${((cpu / cores) * 100).toFixed(0)} % of all`, "< 100 % of all"],
    // Bot and target share the machine with whatever else runs there: with little left, it is the target that is measured.
    ["processes that wanted a core meanwhile", loadavg()[0].toFixed(1), `< ${cores}`],
    ["memory of the bot", `${memory.toFixed(0)} MB`, ""],
  ];
  for (const [what, figure] of rows) console.log(`${what}: ${figure}`);
  if (flags.write) {
    writeSection("fleet", `## Fleet

Written by \`npm run bench:fleet\`: ${count} stacks checked every ${everyMs / 1_000} s by one \`duo-triage start\` on Redis, looked at for ${seconds} s; every stack is the same practice stack, which runs in a process of its own.

| what | figure | aim |
| --- | --- | --- |
${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}`);
  }
  if (missed > 0 || overlaps > 0) process.exitCode = 1;
} finally {
  await store?.close();
  await backend?.close();
  for (const child of children.reverse()) {
    const gone = new Promise((resolve) => (child.exitCode === null ? child.once("exit", resolve) : resolve()));
    child.kill("SIGKILL");
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
}
