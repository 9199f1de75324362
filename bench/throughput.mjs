// How many no-op checks go through the queues, against bare BullMQ on the same Redis in the same run; and how memory grows meanwhile.
// usage: npm run bench:throughput [-- --jobs 2000] [--url redis://…] [--write]
import { Queue, Worker } from "bullmq";
import { parseArgs } from "node:util";
import { Secret } from "../dist/core/secret.js";
import { openQueues } from "../dist/jobs/open-queues.js";
import { openBackend } from "../dist/store/open-backend.js";
import { openStore } from "../dist/store/open-store.js";
import { percentile, startRedis } from "./kit.mjs";
import { writeSection } from "./results.mjs";

const { values: flags } = parseArgs({ options: { jobs: { type: "string", default: "2000" }, rounds: { type: "string", default: "5" }, url: { type: "string" }, write: { type: "boolean" } } });
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

/** Asks for all jobs, so many at once, and waits until `done` of them have ended. */
async function drive(ask, ended) {
  const began = performance.now();
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (next < jobs) await ask(next++);
  }));
  await ended;
  return (jobs / (performance.now() - began)) * 1_000;
}

function countdown() {
  let left = jobs;
  let resolve;
  const all = new Promise((done) => (resolve = done));
  return { all, one: () => void ((left -= 1) === 0 && resolve()) };
}

const removal = { age: 24 * 3_600, count: 500 };
const address = { host: new URL(url).hostname, port: Number(new URL(url).port) };

async function bare(round) {
  const { all, one } = countdown();
  const queue = new Queue(`bare-${round}`, { connection: address });
  const worker = new Worker(`bare-${round}`, async () => (one(), null), { connection: { ...address, maxRetriesPerRequest: null }, concurrency });
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  const rate = await drive((index) => queue.add("job", { index, text: "a question about a stack" }, { jobId: `r-${round}-${index}`, removeOnComplete: removal, removeOnFail: removal }), all);
  await worker.close();
  await queue.close();
  return rate;
}

const backend = openBackend({ directory: "/nonexistent", redisUrl: new Secret(url) });
const store = openStore(backend);
let counter;
const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: (trouble) => console.error(trouble.message) });
queues.startWorkers({ triage: async () => (counter.one(), null) }, { concurrency });
await queues.canary({ site: "default", patienceMs: 10_000 });

async function ours(round) {
  counter = countdown();
  return drive(async (index) => {
    const asked = await queues.ask({ version: 1, run: `r-${round}-${index}`, stack: `stack${index}`, trigger: "chat", question: { kind: "check", deep: false }, asker: { name: "bench", role: "viewer" }, at: Date.now() });
    if (asked.kind !== "asked") throw new Error(asked.reason);
  }, counter.all);
}

const rates = { bare: [], ours: [] };
const memory = [];
// One of each first, so that nobody pays for compiling.
await bare("warm");
await ours("warm");
for (let round = 0; round < rounds; round += 1) {
  rates.bare.push(await bare(round));
  rates.ours.push(await ours(round));
  globalThis.gc?.();
  memory.push(process.memoryUsage().rss / 1_048_576);
}
const ratio = median(rates.ours.map((rate, index) => rate / rates.bare[index]));
// Least squares over the rounds; each has as many jobs of ours as of bare BullMQ.
const middle = (memory.length - 1) / 2;
const mean = memory.reduce((sum, value) => sum + value, 0) / memory.length;
const slope = memory.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0) / memory.reduce((sum, _value, index) => sum + (index - middle) ** 2, 0);
const per = (slope / (jobs * 2)) * 100_000;
console.log(`no-op checks through the queues: ${Math.round(median(rates.ours))}/s, bare BullMQ ${Math.round(median(rates.bare))}/s: ${(ratio * 100).toFixed(0)} % (aim >= 80 %)`);
console.log(`memory: ${memory.map((value) => value.toFixed(0)).join(", ")} MB; slope ${per.toFixed(1)} MB per 100,000 jobs`);
if (flags.write) {
  writeSection("throughput", `## Throughput

Written by \`npm run bench:throughput\`: ${rounds} rounds of ${jobs} jobs each way, concurrency ${concurrency}, ${atOnce} askers, one process, Redis with append-only file; read the ratio.

| what | figure | aim |
| --- | --- | --- |
| no-op checks through the queues against bare BullMQ on the same Redis | ${(ratio * 100).toFixed(0)} % (${Math.round(median(rates.ours))}/s against ${Math.round(median(rates.bare))}/s) | >= 80 % |
| memory from the first to the last round | ${memory[0].toFixed(0)} to ${memory.at(-1).toFixed(0)} MB, slope ${per.toFixed(1)} MB per 100,000 jobs | flat |`);
}
await queues.close(1_000);
await store.close();
await backend.close();
await server?.close();
