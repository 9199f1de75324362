// A bot (brings out answers) or a worker (probes) of the chaos bench, made to be killed. Arguments: built sources, role, plan (JSON).
import { pathToFileURL } from "node:url";

const [built, role, planText] = process.argv.slice(2);
const plan = JSON.parse(planText);
const load = (path) => import(pathToFileURL(`${built}/${path}`).href);
const [{ openBackend }, { openStore }, { openQueues }, { Secret }, { patiently }] = await Promise.all([load("store/open-backend.js"), load("store/open-store.js"), load("jobs/open-queues.js"), load("core/secret.js"), load("jobs/patiently.js")]);
const backend = openBackend({ directory: "/nonexistent", ...(plan.redisUrl ? { redisUrl: new Secret(plan.redisUrl) } : { databaseUrl: new Secret(plan.databaseUrl) }) });
const store = openStore(backend);
const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: () => undefined, pace: plan.pace });
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Like a chat platform's adapter: looks for the message where an earlier attempt may have posted it. */
async function deliver({ run, slot }, { uncertain, signal }) {
  if (uncertain) {
    const found = await fetch(`${plan.platform}/find?run=${run}&slot=${slot}`, { signal });
    if (found.status === 200) return { kind: "posted", message: await found.json() };
    if (found.status !== 404) throw new Error(`find: ${found.status}`);
  }
  const answer = await fetch(`${plan.platform}/post?run=${run}&slot=${slot}`, { method: "POST", signal });
  if (answer.status === 429) return { kind: "later", afterMs: Number(answer.headers.get("retry-after")) * 1000, reason: "rate limited" };
  if (!answer.ok) throw new Error(`post: ${answer.status}`);
  return { kind: "posted", message: await answer.json() };
}

const triage = async (job, { signal }) => {
  await fetch(`${plan.platform}/worked?run=${job.run}`, { method: "POST" }).catch(() => undefined);
  await wait(5 + Math.random() * 25);
  for (const slot of ["verdict", "evidence"]) await patiently(() => queues.deliver({ version: 1, run: job.run, slot, conversation: job.conversation, reply: {}, at: job.at }), signal);
  return { verdict: "pass" };
};
if (role === "bot") queues.startWorkers({ triage, delivery: deliver }, { concurrency: 4, sites: [] });
else queues.startWorkers({ triage }, { concurrency: 8, sites: ["default"] });
process.on("SIGTERM", async () => {
  await queues.close(3_000);
  await store.close();
  await backend.close();
  process.exit(0);
});
