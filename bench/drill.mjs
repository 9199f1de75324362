// A thousand questions in Slack, or in Discord, while everything that can go wrong does: sockets dropped, half open, renewed; bots killed with -9 in the
// middle; the platform answering 429 and 500 for a while, and acting without saying so. Counts requests without their final answer, and messages
// that stand there twice, and says how each came about.
// usage: npm run bench:drill [-- --requests 1000] [--discord] [--write]
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compileFakes } from "../scripts/compile-fakes.mjs";
import { begin, startRedis, wait } from "./kit.mjs";
import { writeSection } from "./results.mjs";

const { values: flags } = parseArgs({ options: { requests: { type: "string", default: "1000" }, discord: { type: "boolean" }, every: { type: "string" }, patience: { type: "string", default: "180" }, write: { type: "boolean" } } });
const requests = Number(flags.requests);
const platform = flags.discord ? "discord" : "slack";
// Discord lets a bot make 50 calls a second.
const everyMs = Number(flags.every ?? (flags.discord ? "120" : "60"));
// What posts and what edits, by the names that each fake has for them.
const [posting, editing, ...whispering] = flags.discord ? ["post", "edit", "thread"] : ["chat.postMessage", "chat.update", "chat.postEphemeral"];
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const fake = begin(here("fake-chat.mjs"), [compileFakes().href, platform, "drill"]);
const redis = await startRedis();
// Short, so that a lost bot's work is taken over within the drill.
const plan = { platform, redisUrl: redis.url, env: await fake.ask("env"), stacks: requests, pace: { lockMs: 3_000, stalledMs: 1_000, retryMs: 200, patienceMs: 5_000 } };
await fake.ask("people", requests);

let over = false;
const bots = new Set();
function start() {
  const bot = begin(here("drill-process.mjs"), [JSON.stringify(plan)], { quiet: true });
  const one = { bot, ready: false };
  bots.add(one);
  bot.ask("ready").then(() => { one.ready = true; }, () => undefined);
  void bot.gone.then(() => { bots.delete(one); if (!over) start(); });
}
start();
start();
while ([...bots].some((one) => !one.ready)) await wait(100);

const done = { kills: 0, dropped: 0, halfOpen: 0, renewed: 0, limitedSeconds: 0, brokenSeconds: 0, lostAnswers: 0 };
const began = Date.now();
/** When each bot was killed: a request that was taken just before may be lost with it. */
const kills = [];
const asking = (async () => {
  const all = [];
  for (let index = 0; index < requests; index += 1) {
    all.push((async () => {
      // Not acknowledged in three seconds: the platform tells the person so, who asks again.
      for (let attempt = 1; attempt <= 40; attempt += 1) {
        const at = Date.now();
        const ms = await fake.ask("command", index, `check s${index}`);
        if (ms !== undefined && ms !== null) return { index, attempt, at: at + ms };
        await wait(500);
      }
      return { index, attempt: 41, at: 0 };
    })());
    await wait(everyMs);
  }
  return Promise.all(all);
})();
const troubling = (async () => {
  const lastMs = requests * everyMs;
  const until = (ms) => wait(Math.max(0, began + ms - Date.now()));
  const steps = [];
  const each = (everyMs, from, act) => { for (let at = from; at < lastMs; at += everyMs) steps.push({ at, act }); };
  each(4_500, 3_000, async () => {
    const ready = [...bots].filter((one) => one.ready);
    // The other goes on: nobody can ask an app that is nowhere.
    if (ready.length < 2) return;
    kills.push(Date.now());
    ready[0].bot.child.kill("SIGKILL");
    done.kills += 1;
  });
  each(6_000, 5_000, async () => { done.dropped += 1; await fake.ask("drop"); });
  each(5_000, 1_500, async () => { done.renewed += 1; await fake.ask("refresh"); });
  each(23_000, 12_000, async () => { done.halfOpen += 1; await fake.ask("freeze"); });
  each(1_000, 500, async () => { for (const method of flags.discord ? [posting, editing, "acknowledge"] : [posting, editing]) { await fake.ask("fault", { method, times: 1, how: { act: "then-hang-up" } }); done.lostAnswers += 1; } });
  const storm = (from, forMs, how, count) => {
    for (let at = from; at < from + forMs; at += 500) steps.push({ at, act: async () => { done[count] += 0.5; for (const method of [posting, editing, ...whispering]) await fake.ask("fault", { method, times: 50, how }); } });
    steps.push({ at: from + forMs, act: () => fake.ask("mend") });
  };
  storm(lastMs * 0.3, Math.min(10_000, lastMs * 0.2), { retryAfter: 1 }, "limitedSeconds");
  storm(lastMs * 0.65, Math.min(10_000, lastMs * 0.2), { status: 500 }, "brokenSeconds");
  for (const { at, act } of steps.sort((a, b) => a.at - b.at)) {
    await until(at);
    await act();
  }
})();
const [taken] = await Promise.all([asking, troubling]);
await fake.ask("mend");
const end = Date.now() + Number(flags.patience) * 1_000;
while (Date.now() < end && (await fake.ask("whole", requests)) < requests) await wait(1_000);
const seconds = (Date.now() - began) / 1_000;
// Whatever would be posted twice has time to show.
await wait(plan.pace.lockMs * 2 + 2_000);
const tally = await fake.ask("tally", requests);
over = true;
for (const { bot } of bots) bot.child.kill("SIGKILL");
await fake.stop();
await redis.close();

const lost = tally.lost.map(({ index, has }) => {
  const { at, attempt } = taken.find((one) => one.index === index) ?? { at: 0, attempt: 0 };
  const killed = kills.find((kill) => kill >= at - 50 && kill - at < 500);
  return { index, how: has === "nothing" && killed !== undefined ? `acknowledged ${killed - at} ms before its bot was killed, and not yet stored` : `has ${has} after ${attempt} attempts` };
});
const report = { requests, askedAgain: taken.reduce((all, one) => all + one.attempt - 1, 0), seconds: Number(seconds.toFixed(1)), ...done, lost: lost.length, doubled: tally.doubled.length };
for (const [name, value] of Object.entries(report)) console.log(`${name}: ${value}`);
for (const { index, how } of lost.slice(0, 30)) console.log(`lost: request ${index}: ${how}`);
for (const how of tally.doubled.slice(0, 30)) console.log(`doubled: ${how}`);
if (flags.write) {
  const { name, section, command } = flags.discord ? { name: "Discord", section: "drill-discord", command: "npm run bench:drill -- --discord" } : { name: "Slack", section: "drill", command: "npm run bench:drill" };
  writeSection(section, `## Drill${flags.discord ? " in Discord" : ""}

Written by \`${command}\`: ${requests} questions in ${name}, each in a channel of its own, to two bots on one Redis. "${name} fails for a minute" lasts 10 s here, twice; what a lost process held is taken over after 3 s instead of 30.

| what | figure | aim |
| --- | --- | --- |
| requests, asked again because nobody acknowledged them | ${requests}, ${report.askedAgain} in ${report.seconds} s | |
| bots killed with -9 | ${done.kills} | |
| all sockets dropped, half open, one renewed by ${name} | ${done.dropped}, ${done.halfOpen}, ${done.renewed} times | |
| ${name} answered 429, 500; acted and hung up | ${done.limitedSeconds} s, ${done.brokenSeconds} s; ${done.lostAnswers} times | |
| requests without their final answer, evidence and steps | ${report.lost}${lost.length === 0 ? "" : ` (${[...new Set(lost.map(({ how }) => how.replace(/\d+/gu, "n")))].join("; ")})`} | 0 |
| messages that stand there twice | ${report.doubled} | 0 |`);
}
process.exit(report.lost === 0 && report.doubled === 0 ? 0 : 1);
