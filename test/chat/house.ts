import { openConversations, type Conversations } from "../../src/commands/converse.ts";
import type { AccessRules } from "../../src/core/queue.ts";
import type { ChannelRule, ChatAdapter } from "../../src/core/chat.ts";
import type { Escalation } from "../../src/core/form.ts";
import type { Queues, TriageJob } from "../../src/core/queue.ts";
import { createRedact } from "../../src/core/redact.ts";
import type { Result } from "../../src/core/result.ts";
import type { Store } from "../../src/core/store.ts";
import { openQueues } from "../../src/jobs/open-queues.ts";
import { sayVerdict } from "../../src/replies/verdict.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { openDesk } from "../kit/desk.ts";
import { type Lane, lanes } from "../store/lanes.ts";

/** What the run of a stack finds. */
export interface Script {
  verdict: Result["verdict"];
  /** Title of the cause, and what was seen: text from a target. */
  title: string;
  said: string;
  steps: number;
  /** More checks, for answers that fit no message. */
  checks: number;
  /** Holds the run until it resolves. */
  gate: Promise<void> | undefined;
}

/** A house with real store, queue and commands behind one adapter; only the diagnosis is told by the test. */
export interface TestHouse {
  script: Script;
  troubles: string[];
  triaged: TriageJob[];
  /** What was handed over. */
  escalated: Escalation[];
  store: Store;
  adapter: ChatAdapter;
  queues: Queues;
  /** Ends this process's part and starts another on the same store. `mute`: the old adapter stops posting first, as if killed. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface HouseOptions {
  adapter(): ChatAdapter;
  channels: Readonly<Record<string, ChannelRule>>;
  roles?: AccessRules;
  editEveryMs?: number;
  leftMs?: number;
  stacks?: readonly string[];
}

export const nobody = { everyone: false, users: [], slackGroups: [], discordRoles: [], stacks: [], channels: [] };

export async function openHouse(options: HouseOptions): Promise<TestHouse> {
  const lane = lanes.find((one) => one.name === "pglite") as Lane;
  const made = await lane.make();
  let count = 0;
  const prefix = `r-${Math.random().toString(36).slice(2, 6)}`;
  const script: Script = { verdict: "fail", title: "the model's certificate has expired", said: "the handshake failed", steps: 2, checks: 2, gate: undefined };
  const troubles: string[] = [];
  const triaged: TriageJob[] = [];
  const escalated: Escalation[] = [];
  let open: { queues: Queues; store: Store; conversations: Conversations; adapter: ChatAdapter; close(): Promise<void> } | undefined;

  const begin = async (): Promise<void> => {
    const backend = openBackend(made.choice);
    const store = openStore(backend);
    const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: (trouble) => troubles.push(`${trouble.kind}: ${trouble.message}`), pace: { lockMs: 5_000, stalledMs: 500, retryMs: 100 } });
    const adapter = options.adapter();
    const desk = openDesk({
      redact: createRedact([]),
      stacks: (options.stacks ?? ["prod"]).map((name) => ({ name, gitlabUrl: "https://gitlab.example.com", site: "default", tokenGiven: true })),
      ask: (job) => queues.ask(job), newRun: () => `${prefix}${(count += 1)}`, now: () => new Date(), store, queueHealth: () => queues.health(),
      handOver: async (run) => ((await store.runs.get(run)) === undefined ? undefined : { file: { name: `duo-${run}.tar.gz`, title: `Hand-over packet of run ${run}`, content: new TextEncoder().encode(`packet of ${run}`) }, hidden: { "GitLab token": 2 } }),
      escalations: { destinations: () => [{ id: "pager", label: "the pager of the platform team" }], send: async (one) => { escalated.push(one); return { kind: "sent", reference: "https://pager.example.com/1" }; } },
    });
    const conversations = openConversations({ desk, queues, adapters: [adapter], channels: () => options.channels, roles: options.roles, trouble: (message) => void troubles.push(message), editEveryMs: options.editEveryMs ?? 150, ...(options.leftMs === undefined ? {} : { leftMs: options.leftMs }) });
    queues.startWorkers({
      triage: async (job, { progress }) => {
        triaged.push(job);
        for (let done = 1; done <= script.steps; done += 1) {
          await progress({ done, total: script.steps });
          await new Promise((resolve) => setTimeout(resolve, 60));
        }
        await script.gate;
        const result = resultOf(job, script);
        await store.runs.save({ run: job.run, stack: job.stack, trigger: "chat", question: job.question, verdict: result.verdict, startedAt: Date.parse(result.startedAt), durationMs: 100, result });
        if (job.conversation !== undefined) await queues.deliver({ version: 1, run: job.run, slot: "verdict", conversation: job.conversation, reply: sayVerdict(result), at: job.at });
        return { verdict: result.verdict };
      },
      delivery: conversations.delivery,
    }, { concurrency: 4 });
    await adapter.start(conversations.listener(adapter.platform));
    await conversations.resume();
    open = {
      queues, store, conversations, adapter,
      async close() {
        conversations.close();
        await queues.close(500);
        await adapter.close();
        await store.close();
        await backend.close();
      },
    };
  };
  await begin();
  return {
    script, troubles, triaged, escalated,
    get store() {
      return (open as NonNullable<typeof open>).store;
    },
    get queues() {
      return (open as NonNullable<typeof open>).queues;
    },
    get adapter() {
      return (open as NonNullable<typeof open>).adapter;
    },
    async restart() {
      await open?.close();
      await begin();
    },
    async close() {
      await open?.close();
      await made.drop();
    },
  };
}

function resultOf(job: TriageJob, script: Script): Result {
  const evidence = [{ probe: "model/answers", from: "worker:default", basis: "measured" as const, said: script.said }];
  const failing = script.verdict !== "pass";
  return {
    schemaVersion: 1, run: job.run, stack: job.stack, trigger: "chat", startedAt: new Date().toISOString(), durationMs: 100, vantagePoints: ["worker:default"], verdict: script.verdict,
    diagnosis: {
      causes: failing ? [{ code: "DT335", name: "certificate-expired", certainty: "proven", severity: "outage", title: script.title, hop: "gateway-to-model", models: [], breaks: ["chat"], explains: ["A1003"], evidence, against: [], remedy: [{ do: "renew the certificate", where: "the model's host", command: "openssl x509 -noout -enddate" }] }] : [],
      cannotTell: [], notices: [], notRun: [],
    },
    checks: Array.from({ length: script.checks }, (_, place) => ({ id: `model/check-${place}`, title: `the model answers ${place}`, hop: "model" as const, verdict: failing ? ("fail" as const) : ("pass" as const), reason: failing ? script.said : "it does", startedMs: place, durationMs: 5, evidence })),
  };
}
