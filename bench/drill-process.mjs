// A bot of the drill, made to be killed: real chat, queue and conversations; only the diagnosis is told. Arguments: plan (JSON).
import { pathToFileURL } from "node:url";
import { answer, wait } from "./kit.mjs";

const plan = JSON.parse(process.argv[2]);
const load = (path) => import(plan.built === undefined ? new URL(`../dist/${path}.js`, import.meta.url).href : pathToFileURL(`${plan.built}/${path}.js`).href);
const [{ openConversations }, { table }, { Secret }, { openQueues }, { explainText }, { sayVerdict }, { openBackend }, { openStore }, { newRun }] = await Promise.all(
  ["commands/converse", "commands/table", "core/secret", "jobs/open-queues", "knowledge/explain", "replies/verdict", "store/open-backend", "store/open-store", "app/run-id"].map(load),
);
const backend = openBackend({ directory: "/nonexistent", ...(plan.databaseUrl === undefined ? { redisUrl: new Secret(plan.redisUrl) } : { databaseUrl: new Secret(plan.databaseUrl) }) });
const opened = openStore(backend);
/** One that is to die with its first message just out dies before it can remember which one that is, or just after. */
const dies = (when, slot) => { if (plan.dies === when && slot.startsWith("parent")) process.kill(process.pid, "SIGKILL"); };
const store = { ...opened, deliveries: { ...opened.deliveries, async delivered(run, slot, message) {
  dies("unremembered", slot);
  await opened.deliveries.delivered(run, slot, message);
  dies("remembered", slot);
} } };
const trouble = process.env.DRILL_TROUBLES ? (message) => console.error(`${process.pid}: ${message}`) : () => undefined;
const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: ({ message }) => trouble(message), pace: plan.pace });
const adapter = await {
  async slack({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_API_URL }) {
    return (await load("chat/slack/slack")).openSlack({ botToken: new Secret(SLACK_BOT_TOKEN), appToken: new Secret(SLACK_APP_TOKEN), port: 0, apiUrl: SLACK_API_URL, channels: {}, groups: [], now: Date.now });
  },
  async discord({ DISCORD_TOKEN, DISCORD_API_URL }) {
    return (await load("chat/discord/discord")).openDiscord({ token: new Secret(DISCORD_TOKEN), apiUrl: DISCORD_API_URL, channels: {}, verbs: table, suggest: () => [] });
  },
}[plan.platform](plan.env);
const desk = {
  stacks: Array.from({ length: plan.stacks }, (_one, index) => ({ name: `s${index}`, gitlabUrl: "https://gitlab.example.com", site: "default", tokenGiven: true })),
  ask: (job) => queues.ask(job), newRun, now: () => new Date(), explain: explainText, redact: (text) => text, store, queueHealth: () => queues.health(), self: async () => [],
};
const talk = openConversations({ desk, queues, adapters: [adapter], channels: () => ({}), roles: undefined, trouble, editEveryMs: 300, ...(plan.leftMs === undefined ? {} : { leftMs: plan.leftMs }) });

/** Checks by the clock, incidents and reports, where the plan has them: what is broken is asked of `target`, and the clock of reports is put forward. */
const care = plan.care === undefined ? undefined : await (await load("app/background")).openBackground({
  config: { stacks: {}, incidents: plan.care.rules, [plan.platform]: { channels: { [plan.care.channel]: { alerts: true } } } },
  store, queues, redact: (text) => text, now: () => Date.now() + plan.care.aheadMs, trouble, stacks: [{ name: "s0", site: "default", everyMs: plan.care.everyMs }],
});
/** Runs wait until `gate` answers "open", where the plan has one. */
const gateOpens = async () => { while (plan.gate !== undefined && (await (await fetch(plan.gate)).text()) !== "open") await wait(50); };
const isBroken = async () => plan.care === undefined || (await (await fetch(plan.care.target)).json()).broken;

const evidence = [{ probe: "model/answers", from: "worker:default", basis: "measured", said: "the handshake failed" }];
const resultOf = ({ run, stack, trigger = "chat" }, broken) => ({
  schemaVersion: 1, run, stack, trigger, startedAt: new Date().toISOString(), durationMs: 100, vantagePoints: ["worker:default"], verdict: broken ? "fail" : "pass",
  diagnosis: {
    causes: !broken ? [] : [{ code: "DT335", name: "certificate-expired", certainty: "proven", severity: "outage", title: "the model's certificate has expired", hop: "gateway-to-model", models: [], breaks: ["chat"], explains: ["A1003"], evidence, against: [], remedy: [{ do: "renew the certificate", where: "the model's host" }] }],
    cannotTell: [], notices: [], notRun: [],
  },
  checks: [{ id: "model/answers", title: "the model answers", hop: "model", verdict: broken ? "fail" : "pass", reason: broken ? "it does not" : "it does", startedMs: 1, durationMs: 5, evidence }],
});
queues.startWorkers({
  async triage(job, { progress }) {
    for (let done = 1; done <= 3; done += 1) {
      await progress({ done, total: 3 }).catch(() => undefined);
      await wait(40 + Math.random() * 80);
    }
    await gateOpens();
    const startedAt = Date.now();
    const result = resultOf(job, await isBroken());
    const record = { run: job.run, stack: job.stack, trigger: job.trigger, question: job.question, verdict: result.verdict, startedAt, durationMs: 100, result };
    await store.runs.save(record);
    if (job.conversation !== undefined) await queues.deliver({ version: 1, run: job.run, slot: "verdict", conversation: job.conversation, reply: sayVerdict(result), at: job.at });
    await care?.after(record, job);
    return { verdict: result.verdict };
  },
  ...(plan.works === false ? {} : { delivery: talk.delivery }),
}, { concurrency: 8, ...(plan.works === false ? { sites: [] } : {}) });
// `works: false`: hears and follows, but neither probes nor brings out answers.
const listener = talk.listener(plan.platform);
const never = () => new Promise(() => undefined);
// One that is to be killed between acknowledgement and answer begins none.
await adapter.start(plan.holds === true ? { ...listener, hear: never, press: never, submit: never } : listener);
await talk.resume();
care?.start();
answer({ ready: () => true });
