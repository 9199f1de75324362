// 200 commands at once: how soon each is acknowledged, against the least that a bot on the same SDK can do, in the same run; and how long
// the event loop of the bot stands still while the runs go on, pictures and all. The fake has a process of its own.
// usage: npm run bench:chat [-- --commands 200 --rounds 3 --platforms slack,slack-http,discord] [--write]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compileFakes } from "../scripts/compile-fakes.mjs";
import { begin, percentile, startRedis, wait } from "./kit.mjs";
import { writeSection } from "./results.mjs";

const { values: flags } = parseArgs({ options: { commands: { type: "string", default: "200" }, rounds: { type: "string", default: "3" }, platforms: { type: "string", default: "slack,slack-http,discord" }, stacks: { type: "string", default: "20" }, patience: { type: "string", default: "120" }, write: { type: "boolean" } } });
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

/** One bot, connected and warm. `words`: what a finished answer holds. */
async function open(platform, start, words) {
  const fake = begin(here("fake-chat.mjs"), [folder, platform]);
  const bot = await start(await fake.ask("env"));
  await fake.ask("people", commands);
  await until("the connection", async () => (await fake.ask("connected")) > 0);
  await wait(1_500);
  // What is loaded with the first answer is not what is measured.
  await fake.ask("command", 0, "check s0");
  await until("the first answer", () => fake.ask("finished", 1, words)).catch(async (error) => { throw new Error(`${error.message}; seen: ${JSON.stringify(await fake.ask("seen", 0)).slice(0, 2_000)}`); });
  await wait(3_000);
  const rounds = [];
  return {
    rounds,
    async round() {
      await bot.ask("stalls");
      const before = await fake.ask("calls");
      const sum = await fake.ask("finishedEver", words);
      const acks = await fake.ask("burst", lines);
      const atOnce = await bot.ask("stalls");
      const end = Date.now() + Number(flags.patience) * 1_000;
      let finished = 0;
      let last = -1;
      // Until nothing is said any more: evidence and steps follow the verdict.
      while (Date.now() < end && (finished < commands || last !== (await fake.ask("calls")))) {
        last = await fake.ask("calls");
        await wait(1_500);
        finished = (await fake.ask("finishedEver", words)) - sum;
      }
      const taken = acks.filter((ms) => ms !== null);
      rounds.push({ p50: percentile(taken, 50), p99: percentile(taken, 99), worst: Math.max(...taken), late: acks.length - taken.length, finished, calls: (await fake.ask("calls")) - before, atOnce, meanwhile: await bot.ask("stalls") });
    },
    async close() {
      await bot.stop();
      await fake.stop();
    },
  };
}

async function openProduct(platform) {
  const redis = await startRedis();
  const work = mkdtempSync(join(tmpdir(), "duo-triage-bench-chat-"));
  const practice = begin(here("practice-process.mjs"), ["model-server-down"]);
  const at = await practice.ask("address");
  writeFileSync(join(work, "ca.pem"), at.ca);
  const stack = { gitlab: { url: at.url, token: at.token, ca_file: join(work, "ca.pem") }, gateway: { ca_file: join(work, "ca.pem") }, check_every: "off" };
  const config = { stacks: Object.fromEntries(Array.from({ length: stacks }, (_one, index) => [`s${index}`, stack])), access: { roles: { admin: { everyone: true } } }, queue: { redis_url: redis.url }, log: { level: "error" } };
  writeFileSync(join(work, "duo-triage.yaml"), JSON.stringify(config));
  const opened = await open(platform, async (env) => begin(fileURLToPath(new URL("../dist/bin.js", import.meta.url)), ["start", "--config", join(work, "duo-triage.yaml")], { env, execArgv: stall }), "broken at");
  return {
    ...opened,
    async close() {
      await opened.close();
      await practice.stop();
      await redis.close();
      rmSync(work, { recursive: true, force: true });
    },
  };
}

const rows = [];
for (const platform of flags.platforms.split(",")) {
  const minimal = await open(platform, async (env) => begin(here("minimal-bot.mjs"), [platform], { env, execArgv: stall }), "PASS");
  const ours = await openProduct(platform);
  // In turns: what else goes on on this machine weighs on both.
  for (let round = 0; round < rounds; round += 1) for (const one of [minimal, ours]) await one.round();
  await ours.close();
  await minimal.close();
  const of = (one, pick) => one.rounds.map(pick);
  const median = (one, pick) => Math.round(percentile(of(one, pick), 50));
  const most = (one, pick) => Math.round(Math.max(...of(one, pick)));
  const sum = (one, pick) => of(one, pick).reduce((all, value) => all + value, 0);
  const asked = rounds * commands;
  const name = { slack: "Slack (Socket Mode)", "slack-http": "Slack (HTTP)", discord: "Discord" }[platform];
  rows.push(
    [`${name}: acknowledgement, 99 of 100 within (median of ${rounds} rounds)`, `${median(ours, (one) => one.p99)} ms; the minimal bot ${median(minimal, (one) => one.p99)} ms: ratio ${(percentile(of(ours, (one) => one.p99), 50) / percentile(of(minimal, (one) => one.p99), 50)).toFixed(2)}`, "ratio <= 1.1"],
    [`${name}: acknowledgement, half within, slowest of all`, `${median(ours, (one) => one.p50)} ms, ${most(ours, (one) => one.worst)} ms; the minimal bot ${median(minimal, (one) => one.p50)} ms, ${most(minimal, (one) => one.worst)} ms`, "-"],
    ...(platform === "slack-http" ? [[`${name}: from the head of a request to the end of the bot's answer, by the bot's own clock: 99 of 100 within, slowest`, `${most(ours, (one) => one.atOnce.answered99)} ms, ${most(ours, (one) => one.atOnce.answeredWorst)} ms; the minimal bot ${most(minimal, (one) => one.atOnce.answered99)} ms, ${most(minimal, (one) => one.atOnce.answeredWorst)} ms`, "-"]] : []),
    [`${name}: not acknowledged within 3 s`, `${sum(ours, (one) => one.late)} of ${asked}`, "0"],
    [`${name}: commands that got their final answer`, `${sum(ours, (one) => one.finished)} of ${asked}`, "all"],
    [`${name}: calls for each command`, (sum(ours, (one) => one.calls) / asked).toFixed(1), platform === "discord" ? "<= 5" : "-"],
    [`${name}: event loop held by the bot's own work while runs go on: longest; times over 50 ms`, `${most(ours, (one) => one.meanwhile.own)} ms; ${sum(ours, (one) => one.meanwhile.longer)}`, "<= 50 ms; 0"],
    [`${name}: the same while ${commands} commands arrive at once`, `${most(ours, (one) => one.atOnce.own)} ms; the minimal bot ${most(minimal, (one) => one.atOnce.own)} ms`, "-"],
    [`${name}: event loop stood still, others on the processor included: longest`, `${most(ours, (one) => Math.max(one.atOnce.still, one.meanwhile.still))} ms; the minimal bot ${most(minimal, (one) => Math.max(one.atOnce.still, one.meanwhile.still))} ms`, "-"],
  );
}
for (const [what, figure, aim] of rows) console.log(`${what}: ${figure} (${aim})`);
if (flags.write) {
  writeSection("chat", `## Chat under load

Written by \`npm run bench:chat\`: ${rounds} times ${commands} commands at once, ${stacks} stacks with a dead model server, in ${commands} channels; bot (probing too), fake, sender of what comes by HTTP, practice stack and Redis are processes on the same two cores. The minimal bot acknowledges and posts one line.

| what | figure | aim |
| --- | --- | --- |
${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}`);
}
process.exit(0);
