// How many no-op checks go through the queues, against bare BullMQ on the same Redis in the same run: put in, worked on, their end seen by
// whoever asked. With --slope, how memory grows over so many of them.
// usage: npm run bench:throughput [-- --jobs 2000] [--slope 100000] [--url redis://…] [--write]
import { Queue, QueueEvents, Worker } from "bullmq";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Secret } from "../dist/core/secret.js";
import { openQueues } from "../dist/jobs/open-queues.js";
import { openBackend } from "../dist/store/open-backend.js";
import { openStore } from "../dist/store/open-store.js";
import { percentile, startRedis } from "./kit.mjs";
import { writeSection } from "./results.mjs";

const { values: flags } = parseArgs({ options: { jobs: { type: "string", default: "2000" }, rounds: { type: "string", default: "9" }, slope: { type: "string" }, url: { type: "string" }, write: { type: "boolean" } } });
const jobs = Number(flags.jobs);
const rounds = Number(flags.rounds);
const concurrency = 20;
const atOnce = 50;
const median = (list) => percentile(list, 50);

let server;
let url = flags.url;
if (url === undefined) {
  server = await startRedis();
  ({ url } = server);
}

/** Asks for so many jobs, several at once, and waits until the end of each was seen. */
async function drive(count, ask) {
  const began = performance.now();
  let left = count;
  let next = 0;
  await new Promise((resolve, reject) => {
    const ended = () => void ((left -= 1) === 0 && resolve());
    const asker = async () => { while (next < count) await ask(next++, ended); };
    for (let place = 0; place < atOnce; place += 1) asker().catch(reject);
  });
  return (count / (performance.now() - began)) * 1_000;
}

const removal = { age: 24 * 3_600, count: 500 };
const address = { host: new URL(url).hostname, port: Number(new URL(url).port) };

const question = (run, index) => ({ version: 1, run, stack: `stack${index}`, trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "bench", role: "viewer" }, at: Date.now() });

/** Bare BullMQ at its fastest: one reader of events for all who ask, no look at any job, no deduplication. */
async function bare(round) {
  const queue = new Queue(`bare-${round}`, { connection: address });
  const events = new QueueEvents(`bare-${round}`, { connection: { ...address, maxRetriesPerRequest: null } });
  const worker = new Worker(`bare-${round}`, async () => null, { connection: { ...address, maxRetriesPerRequest: null }, concurrency });
  const waiting = new Map();
  events.on("completed", ({ jobId }) => {
    waiting.get(jobId)?.();
    waiting.delete(jobId);
  });
  await Promise.all([queue.waitUntilReady(), events.waitUntilReady(), worker.waitUntilReady()]);
  // A job that is there proves that the reader reads: what ends before is not heard.
  for (let heard = false, tries = 0; !heard; tries += 1) {
    waiting.set(`first-${tries}`, () => (heard = true));
    await queue.add("job", {}, { jobId: `first-${tries}` });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const rate = await drive(jobs, async (index, ended) => {
    const jobId = `r-${round}-${index}`;
    waiting.set(jobId, ended);
    await queue.add("job", question(jobId, index), { jobId, removeOnComplete: removal, removeOnFail: removal });
  });
  await worker.close();
  await events.close();
  await queue.close();
  return rate;
}

const backend = openBackend({ directory: "/nonexistent", redisUrl: new Secret(url) });
const store = openStore(backend);
const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: (trouble) => console.error(trouble.message) });
queues.startWorkers({ triage: async () => null }, { concurrency });
await queues.canary({ site: "default", patienceMs: 10_000 });

const ours = (round, count = jobs) => drive(count, async (index, ended) => {
  const run = `r-${round}-${index}`;
  const asked = await queues.ask(question(run, index));
  if (asked.kind !== "asked") throw new Error(asked.reason);
  const stop = queues.watch(run, ({ kind }) => {
    if (kind === "started" || kind === "progress") return;
    stop();
    ended();
  });
});

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");
/** Least squares: growth for one step. */
function slopeOf(list) {
  const middle = (list.length - 1) / 2;
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  return list.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0) / list.reduce((sum, _value, index) => sum + (index - middle) ** 2, 0);
}
const megabytes = (list) => list.map((value) => value.toFixed(0)).join(", ");

async function growth(runs) {
  const step = Math.max(1, Math.round(runs / 20));
  const [heap, whole] = [[], []];
  for (let done = 0; done < runs; done += step) {
    await ours(`slope${done}`, step);
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    heap.push(heapUsed / 1_048_576);
    whole.push(rss / 1_048_576);
  }
  // The first quarter fills caches that have a size.
  const settled = heap.slice(Math.floor(heap.length / 4));
  return { heap, whole, per: (slopeOf(settled) / step) * 100_000 };
}

const rates = { bare: [], ours: [] };
// One of each first, so that nobody pays for compiling.
await bare("warm");
await ours("warm");
for (let round = 0; round < rounds; round += 1) {
  // In turns, so that neither always has the colder machine.
  if (round % 2 === 0) rates.bare.push(await bare(round));
  rates.ours.push(await ours(round));
  if (round % 2 === 1) rates.bare.push(await bare(round));
}
const ratio = median(rates.ours.map((rate, index) => rate / rates.bare[index]));
console.log(`no-op checks through the queues: ${Math.round(median(rates.ours))}/s, bare BullMQ ${Math.round(median(rates.bare))}/s: ${(ratio * 100).toFixed(0)} % (aim >= 80 %)`);
const memory = flags.slope === undefined ? undefined : await growth(Number(flags.slope));
if (memory !== undefined) console.log(`memory in use after each twentieth of ${flags.slope} runs: ${megabytes(memory.heap)} MB; slope ${memory.per.toFixed(1)} MB per 100,000 runs; of the process ${megabytes(memory.whole)} MB`);
if (flags.write) {
  writeSection("throughput", `## Throughput

Written by \`npm run bench:throughput${memory === undefined ? "" : ` -- --slope ${flags.slope}`}\`: ${rounds} rounds of ${jobs} jobs each way (the same job put in, worked on, its end seen by whoever asked; bare BullMQ with one reader of events for all and without deduplication), concurrency ${concurrency}, ${atOnce} askers, one process, Redis with append-only file; read the ratio.

| what | figure | aim |
| --- | --- | --- |
| no-op checks through the queues against bare BullMQ on the same Redis | ${(ratio * 100).toFixed(0)} % (${Math.round(median(rates.ours))}/s against ${Math.round(median(rates.bare))}/s) | >= 80 % |${memory === undefined ? "" : `
| memory in use over ${flags.slope} no-op runs | ${memory.heap[0].toFixed(1)} to ${memory.heap.at(-1).toFixed(1)} MB, slope ${memory.per.toFixed(1)} MB per 100,000 runs after the first quarter | flat |`}`);
}
await queues.close(1_000);
await store.close();
await backend.close();
await server?.close();
