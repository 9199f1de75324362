import { randomUUID } from "node:crypto";
import type { Config } from "./config/config.ts";
import type { Desk, PracticeDesk } from "./core/desk.ts";
import type { Reply } from "./core/reply.ts";
import { createRedact } from "./core/redact.ts";
import type { StackConfig } from "./core/stack.ts";
import { openChats } from "./chats.ts";
import { buildHouse, newRun } from "./house.ts";

/** A practice stack and the configuration that describes it. */
export interface Practice {
  desk: PracticeDesk;
  stack: StackConfig;
  close(): Promise<void>;
}

export interface BotOptions {
  config: Config;
  /** Opens the practice stack where no real one is configured. */
  practice?: () => Promise<Practice>;
  plain: boolean;
  /** Only the terminal chat, whatever tokens there are. */
  terminalOnly?: boolean;
  version: string;
}

/** Starts the bot and runs until the terminal chat ends or the process is told to stop. Gives the exit status. */
export async function runBot(options: BotOptions): Promise<number> {
  const { config } = options;
  const hasChat = options.terminalOnly !== true && (config.slack?.botToken !== undefined || config.discord?.token !== undefined);
  const practising = Object.keys(config.stacks).length === 0 && options.practice !== undefined && !hasChat;
  const [{ answerLine }, { openTerminal }, { explainText }, { openBackend }, { openStore }, { openQueues }] = await Promise.all([
    import("./commands/table.ts"), import("./chat/terminal/terminal.ts"), import("./knowledge/explain.ts"),
    import("./store/open-backend.ts"), import("./store/open-store.ts"), import("./jobs/open-queues.ts"),
  ]);
  const practice = practising ? options.practice?.() : undefined;
  // The practice stack may still be opening; whoever needs it waits, nobody crashes on a late failure.
  practice?.catch(() => undefined);
  const troubles: string[] = [];
  const redact = createRedact(config.secrets);
  const backend = openBackend(config.queue.kind === "redis" ? { redisUrl: config.queue.url, directory: "." } : config.queue.kind === "postgres" ? { databaseUrl: config.queue.url, directory: "." } : { directory: config.queue.directory });
  const store = openStore(backend);
  const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: (trouble) => {
    troubles.push(`${new Date().toISOString()} ${trouble.kind}: ${redact(trouble.message)}`);
    if (troubles.length > 50) troubles.shift();
    process.stderr.write(`queue: ${trouble.kind}: ${redact(trouble.message)}\n`);
  } });

  const names = practising ? ["practice"] : Object.keys(config.stacks);
  const desk: Desk = {
    stacks: names.map((name) => ({ name, gitlabUrl: config.stacks[name]?.gitlab.url ?? "a simulated GitLab in this process", site: config.stacks[name]?.site ?? "default", tokenGiven: practising || config.stacks[name]?.gitlab.token !== undefined })),
    ask: (job) => queues.ask(job),
    newRun,
    now: () => new Date(),
    explain: explainText,
    redact,
    store,
    queueHealth: () => queues.health(),
    self: async () => [
      { label: "duo-triage", text: `${options.version} on Node ${process.version}` },
      { label: "Configuration", text: config.file ?? "none; practice stack" },
      ...(chats === undefined ? [] : [{ label: "Chat", text: [chats.platforms.join(", "), ...chats.problems()].join(" · ") }]),
      ...(troubles.length === 0 ? [] : [{ label: "Troubles", text: troubles.slice(-3).join(" · ") }]),
    ],
  };
  if (practice !== undefined) {
    const waiting = practice;
    const opened = async (): Promise<PracticeDesk> => (await waiting).desk;
    let ready: PracticeDesk | undefined;
    void waiting.then((one) => { ready = one.desk; }, () => undefined);
    desk.practice = {
      faults: () => ready?.faults() ?? [],
      active: () => ready?.active() ?? [],
      draw: () => ready?.draw() ?? "",
      breakWith: async (name) => (await opened()).breakWith(name),
      mend: async (name) => (await opened()).mend(name),
    };
  }

  const chats = options.terminalOnly === true ? undefined : await openChats(config, desk, queues, (line) => void process.stderr.write(`${redact(line)}\n`));
  const lines = [
    `duo-triage ${options.version}: says what is broken in GitLab Duo Self-Hosted, and how it knows.`,
    practising ? "Stack: practice, a simulated GitLab, gateway and model in this process (no configuration was found)." : `Stacks: ${names.length === 0 ? "none yet" : names.join(", ")} (${config.file ?? "from the environment"})`,
    config.queue.kind === "embedded" ? `Queue and data: embedded, in ${config.queue.directory}` : `Queue and data: ${backend.where}`,
    ...(chats === undefined ? [] : [`Chat: ${chats.platforms.join(" and ")}${names.length === 0 ? "; no stack is configured yet, so only help and explain answer (duo-triage init)" : ""}`]),
    "Try:  /duo check          what is broken, and how we know",
    `      ${practising ? "/duo practice drill " : "/duo explain A1003  "}${practising ? "something breaks, you guess" : "what a code means"}`,
    "      Error code: A1003   paste any code, message or log line",
  ];
  process.stdout.write(`${lines.join("\n")}\n\n`);

  const interactive = process.stdin.isTTY === true;
  const look = { colour: !(options.plain || config.noColor || !process.stdout.isTTY), width: Math.min(140, Math.max(60, process.stdout.columns ?? 100)) };
  const terminal = openTerminal({
    input: process.stdin, output: process.stdout, interactive, look, patienceMs: 180_000,
    watch: (run, listener) => queues.watch(run, listener),
    answer: async (text, lastRun) => {
      if (practice !== undefined) await practice;
      return answerLine({ text, person: { id: "terminal", name: "you", role: "admin" }, conversation: { platform: "terminal", channel: "tty" }, ...(lastRun === undefined ? {} : { lastRun }) }, desk);
    },
  });

  const probesReady = import("./probes/probes.ts").then(({ createProbes }) => createProbes(config.extraRoots === undefined ? {} : { extraRoots: config.extraRoots }));
  const house = buildHouse();
  house.catch(() => undefined);
  const { handleTriage } = await import("./jobs/handle-triage.ts");
  const [builtHouse, probes] = await Promise.all([house, probesReady]);
  queues.startWorkers({
    triage: handleTriage({
      stack: async (name) => (practising && name === "practice" ? (await practice)?.stack : config.stacks[name]),
      house: builtHouse,
      means: () => ({ probes, redact, now: () => new Date(), newId: randomUUID }),
      store,
      queues,
    }),
    delivery: async (job, context) => {
      if (job.conversation.platform !== "terminal") return chats?.delivery(job, context) ?? { kind: "undeliverable", reason: `${job.conversation.platform} is not configured here` };
      terminal.post(job.run, job.reply as Reply);
      return { kind: "posted", message: { at: Date.now() } };
    },
  }, { concurrency: config.worker.concurrency, sites: config.worker.sites });

  const stopped = new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  await chats?.start();
  // With a chat platform the bot is a service: it runs on when its standard input ends.
  await (chats === undefined ? Promise.race([terminal.done, stopped]) : stopped);
  terminal.close();
  await queues.close(10_000);
  await chats?.close();
  await store.close();
  await backend.close();
  await probes.close();
  await (await practice?.catch(() => undefined))?.close();
  return 0;
}
