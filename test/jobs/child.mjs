// A bot in a process of its own, made to be killed. Arguments: folder of the built sources, choice of the backend (JSON), plan (JSON).
import { pathToFileURL } from "node:url";

const [built, choiceText, planText] = process.argv.slice(2);
const { aheadMs = 0 } = JSON.parse(planText);
const RealDate = Date;
/** The clock of this machine may be wrong. */
globalThis.Date = class extends RealDate {
  constructor(...parts) { super(...(parts.length === 0 ? [RealDate.now() + aheadMs] : parts)); }
  static now() { return RealDate.now() + aheadMs; }
};
const load = (path) => import(pathToFileURL(`${built}/${path}`).href);
const { openBackend } = await load("store/open-backend.js");
const { openStore } = await load("store/open-store.js");
const { openQueues } = await load("jobs/open-queues.js");
const { Secret } = await load("core/secret.js");

const plain = JSON.parse(choiceText);
const plan = JSON.parse(planText);
const backend = openBackend({
  directory: plain.directory,
  redisUrl: plain.redisUrl && new Secret(plain.redisUrl),
  databaseUrl: plain.databaseUrl && new Secret(plain.databaseUrl),
});
const store = openStore(backend);
const say = (line) => process.stdout.write(`${line}\n`);
const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: (trouble) => say(`trouble ${trouble.message}`), pace: plan.pace });

for (const job of plan.asks) {
  const asked = await queues.ask(job);
  if (asked.kind !== "asked") say(`away ${asked.reason}`);
}
for (const job of plan.deliveries) await queues.deliver(job);
if (plan.schedule) await queues.schedule(plan.schedule);
queues.startWorkers(
  {
    triage: (job) => {
      say(`started ${job.run}`);
      return new Promise(() => undefined);
    },
    delivery: async (job) => {
      say(`posted ${job.run} ${job.slot}`);
      return new Promise(() => undefined);
    },
  },
  { concurrency: 1, sites: [plan.site] },
);
