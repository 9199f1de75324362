// Two bots and three workers on one queue, killed, stopped, replaced and given wrong clocks at random while questions are asked, stacks break
// and mend, and reports fall due: counts for each kind what was lost and what came twice.
// usage: npm run bench:chaos [-- --jobs 10000] [--freeze SECONDS] [--postgres | --url redis://… | postgres://…] [--every MS] [--built DIR] [--json] [--write]
// Without --url it starts a server of its own, kills that once with -9 and (Redis) freezes it once.
import { fork } from "node:child_process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { openWorld } from "./chaos-platform.mjs";
import { percentile, startPostgres, startRedis, wait } from "./kit.mjs";
import { writeSection } from "./results.mjs";

const { values: flags } = parseArgs({ options: { jobs: { type: "string", default: "400" }, url: { type: "string" }, postgres: { type: "boolean" }, freeze: { type: "string", default: "5" }, every: { type: "string", default: "1500" }, built: { type: "string" }, json: { type: "boolean" }, write: { type: "boolean" }, patience: { type: "string", default: "180" } } });
const jobs = Number(flags.jobs);
const patienceMs = Number(flags.patience) * 1_000;
const built = flags.built ?? fileURLToPath(new URL("../dist", import.meta.url));
const load = (path) => import(pathToFileURL(`${built}/${path}.js`).href);
const world = await openWorld();
const server = flags.url === undefined ? await (flags.postgres ? startPostgres() : startRedis()) : undefined;
const url = flags.url ?? server.url;
const isSql = url.startsWith("postgres");
/** Questions that may wait for their answer at once: a backlog of people's questions would leave no turn to the checks by the clock. */
const mostWaiting = 100;
const hourMs = 3_600_000;
const plan = {
  ...(isSql ? { databaseUrl: url } : { redisUrl: url }), world: world.url, began: Date.now(),
  // Short, so that a lost worker's jobs are taken over within the bench.
  pace: { lockMs: 3_000, stalledMs: 1_000, retryMs: 100, patienceMs: 5_000 },
  stacks: ["anna", "bert", "cora", "dora"], everyMs: 2_000,
  rules: { failAfter: 2, recoverAfter: 2, remindEveryMs: 4 * hourMs, nagEveryMs: 24 * hourMs, flapWindowMs: 1_000, flapAfter: 99 },
  // An hour of reports in half a minute.
  speed: 120,
};

const chaos = { killed: 0, stopped: 0, replaced: 0, clocksSet: 0, serverKilled: 0, serverFrozenSeconds: 0 };
let over = false;
const fleet = new Set();
/** Starts a process that is started again whenever it ends; `ready` resolves when it works. */
function start(role) {
  const child = fork(fileURLToPath(new URL("chaos-process.mjs", import.meta.url)), [built, role, JSON.stringify(plan)], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const member = { role, child, again: true, ready: new Promise((resolve) => { child.once("message", resolve); child.once("exit", resolve); }) };
  fleet.add(member);
  child.once("exit", () => {
    fleet.delete(member);
    if (!over && member.again) start(role);
  });
  return member;
}
for (const role of ["bot", "bot", "worker", "worker", "worker"]) start(role);
await Promise.all([...fleet].map(({ ready }) => ready));

const [{ openBackend }, { openStore }, { openQueues }, { Secret }, { planRun, reportMarksOf, reportPlansOf }, { duesBetween }] = await Promise.all(["store/open-backend", "store/open-store", "jobs/open-queues", "core/secret", "core/kept", "core/cadence"].map(load));
const backend = openBackend({ directory: "/nonexistent", ...(isSql ? { databaseUrl: new Secret(url) } : { redisUrl: new Secret(url) }) });
const store = openStore(backend);
const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: () => undefined, pace: plan.pace });
const until = async (holds, ms = patienceMs) => {
  for (const end = Date.now() + ms; !holds(); await wait(100)) if (Date.now() > end) return false;
  return true;
};
/** Asks the store until it answers: it is away now and then. */
const surely = async (work) => {
  for (;;) {
    try { return await work(); } catch { await wait(500); }
  }
};

const began = Date.now();
const simulated = () => plan.began + (Date.now() - plan.began) * plan.speed;
const plans = [0, 15, 30, 45].map((minute) => ({ conversation: { platform: "slack", channel: `report${minute}` }, cadence: { every: "hourly", hour: 0, minute, weekday: 1, timeZone: "Europe/Berlin" }, onlyWhenChanged: false, stacks: [], author: "bench", at: Math.round(simulated()) }));
for (const one of plans) await surely(() => reportPlansOf(store).put(`slack/${one.conversation.channel}`, one));

const runOf = (index) => `r-c${index}`;
const isAnswered = (index) => world.has(runOf(index), "verdict") && world.has(runOf(index), "evidence");
let asked = 0;
const waiting = new Set();
const asking = (async () => {
  for (; asked < jobs; asked += 1) {
    const job = { version: 1, run: runOf(asked), stack: `stack${asked}`, site: "default", trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "bench", role: "viewer" }, conversation: { platform: "slack", channel: "c" }, at: Date.now() };
    // Away: a person would ask again, and so does this; the same run is queued once.
    while ((await queues.ask(job)).kind !== "asked") await wait(200);
    waiting.add(asked);
    await until(() => {
      for (const index of waiting) if (isAnswered(index)) waiting.delete(index);
      return waiting.size < mostWaiting;
    });
  }
})();

/** Breaks a stack, waits until its channel hears of it, mends it, waits until that is heard: over and over. */
const episodes = [];
let busy = true;
const breaking = plan.stacks.map(async (stack, place) => {
  await wait(2_000 + place * 700);
  const cards = () => world.of("alerts", "card").filter(({ text }) => text.includes(`Duo on ${stack}:`));
  const ends = () => world.of("alerts", "loud").filter(({ text }) => text.includes(`Duo on ${stack}: Recovered`));
  for (let count = 1; count === 1 || busy; count += 1) {
    const episode = { stack, broke: Date.now() };
    const [known, ended] = [cards().length, ends().length];
    world.broken.add(stack);
    if (await until(() => cards().length > known)) episode.alertMs = Date.now() - episode.broke;
    world.broken.delete(stack);
    const mended = Date.now();
    if (episode.alertMs !== undefined && (await until(() => ends().length > ended))) episode.recoveredMs = Date.now() - mended;
    episodes.push(episode);
    await wait(plan.rules.flapWindowMs + plan.everyMs);
  }
});

const pick = (role) => {
  const members = [...fleet].filter((one) => role === undefined || one.role === role);
  return members[Math.floor(Math.random() * members.length)];
};
/** A new bot first, then an old one is told to stop. */
async function replaceBot() {
  const old = pick("bot");
  if (old === undefined) return;
  old.again = false;
  await start("bot").ready;
  old.child.kill("SIGTERM");
  chaos.replaced += 1;
}
const chaotic = (async () => {
  await wait(1_500);
  for (let round = 1; asked < jobs || round <= 12; round += 1) {
    const turn = round % 6;
    const member = pick();
    if (turn === 3) await replaceBot();
    else if (turn === 5) {
      const one = pick("bot");
      // An hour forwards or back, and right again after a while.
      if (one?.child.connected) one.child.send({ jump: (round % 12 === 5 ? 1 : -1) * hourMs }, () => undefined);
      setTimeout(() => { if (one?.child.connected) one.child.send({ jump: 0 }, () => undefined); }, 4_000).unref();
      chaos.clocksSet += 1;
    } else if (turn === 0) {
      member?.child.kill("SIGTERM");
      chaos.stopped += 1;
    } else {
      member?.child.kill("SIGKILL");
      chaos.killed += 1;
    }
    if (server !== undefined && round === 4) {
      await server.kill();
      chaos.serverKilled += 1;
      await wait(1_000);
      await server.again();
    }
    if (server?.freeze !== undefined && round === 8) {
      server.freeze();
      await wait(Number(flags.freeze) * 1_000);
      server.thaw();
      chaos.serverFrozenSeconds += Number(flags.freeze);
    }
    await wait(Number(flags.every));
  }
})();

await Promise.all([asking, chaotic]);
busy = false;
await until(() => Array.from({ length: jobs }, (_, index) => index).every(isAnswered));
const seconds = (Date.now() - began) / 1_000;
await Promise.all(breaking);
// Whatever would be posted twice has time to show; a report that is on its way, to come.
await wait(plan.pace.lockMs * 2 + 4_000);
const settledAt = simulated() - 20 * 60_000;
/** What became of each report that was due by then. */
const lookAtReports = async () => (await Promise.all(plans.map(async (one) => {
  const run = planRun(`slack/${one.conversation.channel}`, one);
  const mark = await surely(() => reportMarksOf(store).get(run));
  return duesBetween(one.cadence, one.at, settledAt, 10_000).map((due) => ({ posted: [...world.messages.values()].some((message) => message.run === `${run}@${due}`), said: mark?.missed.some((missed) => missed.due === due) === true }));
}))).flat();
let dues = await lookAtReports();
// Whoever was killed at one holds it for 15 s more.
for (const end = Date.now() + 20_000; dues.some(({ posted, said }) => !posted && !said) && Date.now() < end; dues = await lookAtReports()) await wait(500);
over = true;
const last = [...fleet].map(({ child }) => new Promise((resolve) => child.once("exit", resolve)));
for (const { child } of fleet) child.kill("SIGTERM");
await Promise.race([Promise.all(last), wait(15_000)]);
for (const { child } of fleet) child.kill("SIGKILL");
await queues.close(500);
await store.close();
await backend.close();
world.close();
await server?.close();

const all = [...world.messages.values()];
const twice = (holds) => all.filter((message) => message.count > 1 && holds(message)).length;
const isReport = ({ run }) => run.startsWith("rp-");
const isIncident = ({ channel }) => channel === "alerts";
const incidents = new Set(all.filter(isIncident).map(({ run }) => run));
const linesOf = (run) => all.filter((message) => message.run === run && message.slot.startsWith("loud"));
const alerts = episodes.flatMap(({ alertMs }) => (alertMs === undefined ? [] : [alertMs]));
const report = {
  backend: isSql ? "PostgreSQL" : "Redis", seconds: Number(seconds.toFixed(1)), ...chaos,
  questions: jobs,
  questionsLost: Array.from({ length: jobs }, (_, index) => index).filter((index) => !isAnswered(index)).length,
  questionsDoubled: twice((message) => !isReport(message) && !isIncident(message)),
  runsRepeated: [...world.worked.values()].filter((count) => count > 1).length,
  incidents: episodes.length,
  alertsLost: episodes.filter(({ alertMs }) => alertMs === undefined).length,
  recoveriesLost: episodes.filter(({ alertMs, recoveredMs }) => alertMs !== undefined && recoveredMs === undefined).length,
  // More incidents than breakdowns, a message that was posted anew, a second end of one incident.
  alertsDoubled: Math.max(0, incidents.size - episodes.length) + twice(isIncident) + [...incidents].filter((run) => linesOf(run).length > 1).length,
  alertMs: alerts.length === 0 ? "-" : `${percentile(alerts, 50)} median, ${percentile(alerts, 95)} p95`,
  checksByTheClock: [...world.worked.keys()].filter((run) => run.startsWith("s-")).length,
  reportsDue: dues.length,
  reportsPosted: dues.filter(({ posted }) => posted).length,
  reportsMissedAndSaid: dues.filter(({ posted, said }) => !posted && said).length,
  reportsLost: dues.filter(({ posted, said }) => !posted && !said).length,
  reportsDoubled: twice(isReport),
};
if (flags.json) console.log(JSON.stringify(report));
else for (const [name, value] of Object.entries(report)) console.log(`${name}: ${value}`);
if (process.env.CHAOS_TROUBLES) for (const run of incidents) if (linesOf(run).length !== 1) console.error(run, all.filter((message) => message.run === run).map(({ slot, count, text }) => `${slot} x${count} ${text.slice(0, 120)}`));
if (flags.write) {
  writeSection(isSql ? "chaos-postgresql" : "chaos", `## Chaos${isSql ? " on PostgreSQL" : ""}

Written by \`npm run bench:chaos${process.argv.slice(2).filter((word) => word !== "--write").map((word, place) => `${place === 0 ? " --" : ""} ${word}`).join("")}\`: two bots and three workers on one ${report.backend}, every ${flags.every} ms one of them killed, stopped, replaced or its clock set by an hour; a platform that answers 4 % with 429, 3 % with 500, and posts 2 % without saying so; ${plan.stacks.length} stacks that break and mend, each checked every ${plan.everyMs / 1_000} s; ${plans.length} hourly reports at ${plan.speed} times the speed of time.

| what | figure | aim |
| --- | --- | --- |
| killed with -9, told to stop, bots replaced, clocks set | ${report.killed}, ${report.stopped}, ${report.replaced}, ${report.clocksSet} in ${report.seconds} s | |
| ${report.backend} killed with -9, frozen | ${report.serverKilled} time, ${report.serverFrozenSeconds} s | |
| questions: lost, answered twice | ${report.questionsLost}, ${report.questionsDoubled} of ${report.questions} | 0, 0 |
| incidents: message lost, recovery lost, doubled | ${report.alertsLost}, ${report.recoveriesLost}, ${report.alertsDoubled} of ${report.incidents} | 0, 0, 0 |
| time from breaking to the message | ${report.alertMs} ms | |
| reports: posted, missed and said so, lost, doubled | ${report.reportsPosted}, ${report.reportsMissedAndSaid}, ${report.reportsLost}, ${report.reportsDoubled} of ${report.reportsDue} | lost 0, doubled 0 |
| runs probed more than once (allowed: a lost worker's) | ${report.runsRepeated} | - |`);
}
process.exit(Object.entries(report).every(([name, value]) => !/(?:Lost|Doubled)$/u.test(name) || value === 0) ? 0 : 1);
