// 200 commands at once: how soon each is acknowledged, against the least that a bot on the same SDK can do, in the same run; and how long
// the event loop of the bot stands still while the runs go on, pictures and all. The fake has a process of its own.
// usage: npm run bench:chat [-- --commands 200 --rounds 3 --platforms slack,discord] [--write]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compileFakes } from "../scripts/compile-fakes.mjs";
import { begin, percentile, startRedis, wait } from "./kit.mjs";
import { writeSection } from "./results.mjs";

const { values: flags } = parseArgs({ options: { commands: { type: "string", default: "200" }, rounds: { type: "string", default: "3" }, platforms: { type: "string", default: "slack,discord" }, stacks: { type: "string", default: "20" }, patience: { type: "string", default: "120" }, write: { type: "boolean" } } });
const commands = Number(flags.commands);
const rounds = Number(flags.rounds);
const stacks = Number(flags.stacks);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = compileFakes().href;

const stall = ["--import", new URL("stall.mjs", import.meta.url).href];
const lines = Array.from({ length: commands }, (_one, index) => `check s${index % stacks}`);

async function until(what, look, limitMs = 60_000) {
  for (const end = Date.now() + limitMs; ; await wait(100)) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
  }
}

/** One bot through its rounds. `words`: what a finished answer holds. */
async function drive(platform, start, words) {
  const fake = begin(here("fake-chat.mjs"), [folder, platform]);
  const bot = await start(await fake.ask("env"));
  try {
    await fake.ask("people", commands);
    await until("the connection", async () => (await fake.ask("connected")) > 0);
    await wait(1_500);
    // What is loaded with the first answer is not what is measured.
    await fake.ask("command", 0, "check s0");
    await until("the first answer", () => fake.ask("finished", 1, words));
    await bot.ask("stalls");
    const acks = [];
    let finished = 0;
    let calls = 0;
    for (let round = 0; round < rounds; round += 1) {
      await wait(2_000);
      const before = await fake.ask("calls");
      acks.push(...(await fake.ask("burst", lines)));
      await wait(1_000);
      const end = Date.now() + Number(flags.patience) * 1_000;
      let count = 0;
      let last = -1;
      // Until nothing is said any more: evidence and steps follow the verdict.
      while (Date.now() < end && (count < commands || last !== (await fake.ask("calls")))) {
        last = await fake.ask("calls");
        await wait(1_500);
        count = await fake.ask("finished", commands, words);
      }
      finished += count;
      calls += (await fake.ask("calls")) - before;
    }
    const stalls = await bot.ask("stalls");
    const taken = acks.filter((ms) => ms !== null);
    return { p50: percentile(taken, 50), p99: percentile(taken, 99), worst: Math.max(...taken), late: acks.length - taken.length, finished, asked: acks.length, callsEach: calls / acks.length, stalls };
  } finally {
    await bot.stop();
    await fake.stop();
  }
}

async function product(platform) {
  const redis = await startRedis();
  const work = mkdtempSync(join(tmpdir(), "duo-triage-bench-chat-"));
  const practice = begin(here("practice-process.mjs"), ["model-server-down"]);
  const at = await practice.ask("address");
  writeFileSync(join(work, "ca.pem"), at.ca);
  const stack = { gitlab: { url: at.url, token: at.token, ca_file: join(work, "ca.pem") }, gateway: { ca_file: join(work, "ca.pem") }, check_every: "off" };
  const config = { stacks: Object.fromEntries(Array.from({ length: stacks }, (_one, index) => [`s${index}`, stack])), access: { roles: { admin: { everyone: true } } }, queue: { redis_url: redis.url }, log: { level: "error" } };
  writeFileSync(join(work, "duo-triage.yaml"), JSON.stringify(config));
  try {
    return await drive(platform, async (env) => begin(fileURLToPath(new URL("../dist/bin.js", import.meta.url)), ["start", "--config", join(work, "duo-triage.yaml")], { env, execArgv: stall }), "broken at");
  } finally {
    await practice.stop();
    await redis.close();
    rmSync(work, { recursive: true, force: true });
  }
}

const rows = [];
for (const platform of flags.platforms.split(",")) {
  const minimal = await drive(platform, async (env) => begin(here("minimal-bot.mjs"), [platform], { env, execArgv: stall }), "PASS");
  const ours = await product(platform);
  const name = { slack: "Slack (Socket Mode)", discord: "Discord" }[platform];
  rows.push(
    [`${name}: acknowledgement, 99 of 100 within`, `${Math.round(ours.p99)} ms; the minimal bot ${Math.round(minimal.p99)} ms: ratio ${(ours.p99 / minimal.p99).toFixed(2)}`, "ratio <= 1.1"],
    [`${name}: acknowledgement, half within, slowest`, `${Math.round(ours.p50)} ms, ${Math.round(ours.worst)} ms; the minimal bot ${Math.round(minimal.p50)} ms, ${Math.round(minimal.worst)} ms`, "-"],
    [`${name}: not acknowledged within 3 s`, `${ours.late} of ${ours.asked}`, "0"],
    [`${name}: commands that got their final answer`, `${ours.finished} of ${ours.asked}`, "all"],
    [`${name}: calls for each command`, ours.callsEach.toFixed(1), platform === "discord" ? "<= 5" : "-"],
    [`${name}: event loop held by the bot's own work: longest, 99.9 of 100, times over 50 ms`, `${Math.round(ours.stalls.own)} ms, ${Math.round(ours.stalls.own999)} ms, ${ours.stalls.longer}; the minimal bot ${Math.round(minimal.stalls.own)} ms, ${Math.round(minimal.stalls.own999)} ms, ${minimal.stalls.longer}`, "<= 50 ms"],
    [`${name}: event loop stood still, others on the processor included: longest`, `${Math.round(ours.stalls.still)} ms; the minimal bot ${Math.round(minimal.stalls.still)} ms`, "-"],
  );
}
for (const [what, figure, aim] of rows) console.log(`${what}: ${figure} (${aim})`);
if (flags.write) {
  writeSection("chat", `## Chat under load

Written by \`npm run bench:chat\`: ${rounds} times ${commands} commands at once, ${stacks} stacks with a dead model server, in ${commands} channels; bot (probing too), fake, practice stack and Redis are processes on the same two cores. The minimal bot acknowledges and posts one line.

| what | figure | aim |
| --- | --- | --- |
${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}`);
}
process.exit(0);
