// A bot of the drill, made to be killed: real chat, queue and conversations; only the diagnosis is told. Arguments: plan (JSON).
import { openSlack } from "../dist/chat/slack/slack.js";
import { openConversations } from "../dist/commands/converse.js";
import { Secret } from "../dist/core/secret.js";
import { openQueues } from "../dist/jobs/open-queues.js";
import { explainText } from "../dist/knowledge/explain.js";
import { sayVerdict } from "../dist/replies/verdict.js";
import { openBackend } from "../dist/store/open-backend.js";
import { openStore } from "../dist/store/open-store.js";
import { newRun } from "../dist/house.js";
import { answer, wait } from "./kit.mjs";

const plan = JSON.parse(process.argv[2]);
const backend = openBackend({ directory: "/nonexistent", redisUrl: new Secret(plan.redisUrl) });
const store = openStore(backend);
const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: () => undefined, pace: plan.pace });
const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_API_URL } = plan.env;
const adapter = openSlack({ botToken: new Secret(SLACK_BOT_TOKEN), appToken: new Secret(SLACK_APP_TOKEN), port: 0, apiUrl: SLACK_API_URL, channels: {}, groups: [], now: Date.now });
const desk = {
  stacks: Array.from({ length: plan.stacks }, (_one, index) => ({ name: `s${index}`, gitlabUrl: "https://gitlab.example.com", site: "default", tokenGiven: true })),
  ask: (job) => queues.ask(job), newRun, now: () => new Date(), explain: explainText, redact: (text) => text, store, queueHealth: () => queues.health(), self: async () => [],
};
const talk = openConversations({ desk, queues, adapters: [adapter], channels: () => ({}), roles: undefined, trouble: () => undefined, editEveryMs: 300 });

const evidence = [{ probe: "model/answers", from: "worker:default", basis: "measured", said: "the handshake failed" }];
const resultOf = ({ run, stack }) => ({
  schemaVersion: 1, run, stack, trigger: "chat", startedAt: new Date().toISOString(), durationMs: 100, vantagePoints: ["worker:default"], verdict: "fail",
  diagnosis: {
    causes: [{ code: "DT335", name: "certificate-expired", certainty: "proven", severity: "outage", title: "the model's certificate has expired", hop: "gateway-to-model", models: [], breaks: ["chat"], explains: ["A1003"], evidence, against: [], remedy: [{ do: "renew the certificate", where: "the model's host" }] }],
    cannotTell: [], notices: [], notRun: [],
  },
  checks: [{ id: "model/answers", title: "the model answers", hop: "model", verdict: "fail", reason: "it does not", startedMs: 1, durationMs: 5, evidence }],
});
queues.startWorkers({
  async triage(job, { progress }) {
    for (let done = 1; done <= 3; done += 1) {
      await progress({ done, total: 3 }).catch(() => undefined);
      await wait(40 + Math.random() * 80);
    }
    const result = resultOf(job);
    await store.runs.save({ run: job.run, stack: job.stack, trigger: "chat", question: job.question, verdict: result.verdict, startedAt: Date.now(), durationMs: 100, result });
    if (job.conversation !== undefined) await queues.deliver({ version: 1, run: job.run, slot: "verdict", conversation: job.conversation, reply: sayVerdict(result), at: job.at });
    return { verdict: result.verdict };
  },
  delivery: talk.delivery,
}, { concurrency: 8 });
await adapter.start(talk.ears("slack"));
await talk.resume();
answer({ ready: () => true });
