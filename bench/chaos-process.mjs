// A bot (checks by the clock, incidents, reports, answers) or a worker (probes) of the chaos bench, made to be killed. Arguments: built
// sources, role, plan (JSON). A message {jump} from the parent sets this process's clock.
import { pathToFileURL } from "node:url";

const RealDate = Date;
let jumped = 0;
globalThis.Date = class extends RealDate {
  constructor(...parts) { super(...(parts.length === 0 ? [RealDate.now() + jumped] : parts)); }
  static now() { return RealDate.now() + jumped; }
};
process.on("message", ({ jump }) => { jumped = jump; });
process.on("disconnect", () => process.exit(0));

const [built, role, planText] = process.argv.slice(2);
const plan = JSON.parse(planText);
const load = (path) => import(pathToFileURL(`${built}/${path}.js`).href);
const [{ openBackend }, { openStore }, { openQueues }, { Secret }, { patiently }, { openClock }, { openBackground }, { openTimetable }, { createDelivery }, { openFollowings }, { openMemory }, { setTimeout: wait }] = await Promise.all([
  ...["store/open-backend", "store/open-store", "jobs/open-queues", "core/secret", "jobs/patiently", "jobs/clock", "app/background", "reports/timetable", "commands/deliver-answer", "commands/following", "commands/conversation-memory"].map(load), import("node:timers/promises"),
]);
const backend = openBackend({ directory: "/nonexistent", ...(plan.redisUrl ? { redisUrl: new Secret(plan.redisUrl) } : { databaseUrl: new Secret(plan.databaseUrl) }) });
const store = openStore(backend);
const trouble = process.env.CHAOS_TROUBLES ? (message) => console.error(`${role} ${process.pid}: ${message}`) : () => undefined;
const clock = openClock(() => store.time());
const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: ({ message }) => trouble(message), pace: plan.pace });

const background = await openBackground({
  config: { stacks: {}, incidents: plan.rules, slack: { channels: { alerts: { alerts: true } } } },
  store, queues, redact: (text) => text, now: clock.now, timeIsKnown: clock.isKnown, trouble,
  stacks: plan.stacks.map((name) => ({ name, site: "default", ...(role === "bot" ? { everyMs: plan.everyMs } : {}) })),
});
/** Reports live in a time that runs faster. */
const simulated = () => Math.round(plan.began + (clock.now() - plan.began) * plan.speed);
const timetable = openTimetable({
  store, now: simulated, deliver: (job) => queues.deliver(job), trouble,
  compose: async (_plan, { due }) => ({ fingerprint: String(due), reply: { slot: "report", audience: "everyone", blocks: [{ kind: "note", text: `report of ${due}` }] } }),
});

/** Like a chat platform's adapter: looks for the message where an earlier attempt may have posted it. */
const adapter = {
  platform: "slack",
  async post({ run, slot, conversation, reply, edit, uncertain, signal }) {
    const { channel } = conversation;
    if (uncertain) {
      const found = await fetch(`${plan.world}/find?${new URLSearchParams({ run, slot })}`, { signal });
      if (found.status === 200) return { kind: "posted", message: { channel, id: (await found.json()).id } };
      if (found.status !== 404) throw new Error(`find: ${found.status}`);
    }
    const answer = await fetch(`${plan.world}/post`, { method: "POST", signal, body: JSON.stringify({ run, slot, channel, edit: edit?.id, text: JSON.stringify(reply.blocks) }) });
    if (answer.status === 429) return { kind: "later", afterMs: Number(answer.headers.get("retry-after")) * 1_000, reason: "rate limited" };
    if (!answer.ok) throw new Error(`post: ${answer.status}`);
    return { kind: "posted", message: { channel, id: (await answer.json()).id } };
  },
};
const date = () => new Date(clock.now());
const delivery = createDelivery({ adapter: () => adapter, ledger: store.deliveries, followings: openFollowings(store), memory: openMemory(store, date), now: date });

const resultOf = ({ run, stack, trigger }, broken) => ({
  schemaVersion: 1, run, stack, trigger, startedAt: new Date().toISOString(), durationMs: 10, vantagePoints: ["worker:default"], verdict: broken ? "fail" : "pass",
  diagnosis: { causes: broken ? [{ code: "DT301", name: "model-server-down", certainty: "proven", severity: "outage", title: "the model server is down", hop: "gateway-to-model", models: [], breaks: ["chat"], explains: [], evidence: [], against: [], remedy: [{ do: "start it", where: "the model's host" }] }] : [], cannotTell: [], notices: [], notRun: [] },
  checks: [{ id: "model/answers", title: "the model answers", hop: "model", verdict: broken ? "fail" : "pass", reason: "-", startedMs: 1, durationMs: 5, evidence: [] }],
});
/** As the house does it (`handleTriage`), with a diagnosis that is one request. */
async function triage(job, { signal }) {
  const startedAt = clock.now();
  const { broken } = await (await fetch(`${plan.world}/target?${new URLSearchParams({ run: job.run, stack: job.stack })}`, { signal })).json();
  await wait(5 + Math.random() * 25);
  const result = resultOf(job, broken);
  const record = { run: job.run, stack: job.stack, trigger: job.trigger, question: job.question, verdict: result.verdict, startedAt, durationMs: 10, result };
  await patiently(() => store.runs.save(record), signal);
  const { conversation } = job;
  if (conversation !== undefined) for (const slot of ["verdict", "evidence"]) await patiently(() => queues.deliver({ version: 1, run: job.run, slot, conversation, reply: { slot, audience: "everyone", blocks: [] }, at: job.at }), signal);
  const after = background.after(record, job);
  if (conversation === undefined) await after;
  return { verdict: result.verdict };
}
if (role === "bot") {
  queues.startWorkers({ triage, delivery }, { concurrency: 4, sites: ["default"] });
  background.start();
  let ticking = false;
  setInterval(async () => {
    if (ticking || !clock.isKnown()) return;
    ticking = true;
    await timetable.tick();
    ticking = false;
  }, 500).unref();
} else queues.startWorkers({ triage }, { concurrency: 8, sites: ["default"] });
process.on("SIGTERM", async () => {
  clock.close();
  await background.close();
  await queues.close(3_000);
  await store.close();
  await backend.close();
  process.exit(0);
});
process.send({ ready: true });
