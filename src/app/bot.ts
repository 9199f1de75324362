import { join } from "node:path";
import type { Config } from "../config/config.ts";
import type { Desk, PracticeDesk } from "../core/desk.ts";
import type { StackConfig } from "../core/stack.ts";
import { readTarget, rehearse } from "../knowledge/rehearsal/rehearse.ts";
import { type Background, openBackground } from "./background.ts";
import { packStored } from "./bundle.ts";
import { type ChatPlatforms, openChatPlatforms } from "./chat-platforms.ts";
import { judgeTexts } from "./judge-texts.ts";
import { newRun } from "./run-id.ts";
import { openRuntime } from "./runtime.ts";
import { openTerminalChat } from "./terminal-chat.ts";
import { finishMs, untilStopped } from "./until-stopped.ts";
import { openTriage } from "./worker.ts";

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

const practiceEveryMs = 5 * 60_000;

/** Starts the bot and runs until the terminal chat ends or the process is told to stop. Gives the exit status. */
export async function runBot(options: BotOptions): Promise<number> {
  const { config } = options;
  const hasChat = options.terminalOnly !== true && (config.slack?.botToken !== undefined || config.slack?.oauth !== undefined || config.discord?.token !== undefined);
  const practising = Object.keys(config.stacks).length === 0 && options.practice !== undefined && !hasChat;
  const names = practising ? ["practice"] : Object.keys(config.stacks);
  const practice = practising ? options.practice?.() : undefined;
  // The practice stack may still be opening; whoever needs it waits, nobody crashes on a late failure.
  practice?.catch(() => undefined);
  const stack = async (name: string): Promise<StackConfig | undefined> => (practising && name === "practice" ? (await practice)?.stack : config.stacks[name]);
  const siteOf = (name: string): string => config.stacks[name]?.site ?? "default";
  // The timers of the runtime ask for these while they are still being opened.
  let chats: ChatPlatforms | undefined;
  let background: Background | undefined;
  const [{ explainText }, runtime] = await Promise.all([
    import("../knowledge/explain.ts"),
    openRuntime({ config, version: options.version, posts: true, ...(hasChat ? {} : { beside: "terminal" as const }), stacks: names.map((name) => ({ name, site: siteOf(name) })), stack, chats: () => chats?.health() ?? [], missed: async () => (await background?.missed()) ?? [], lateness: async () => background?.lateness() }),
  ]);
  const { store, queues, presence, redact, log, troubles } = runtime;

  const probesReady = import("../probes/probes.ts").then(({ createProbes }) => createProbes(config.extraRoots === undefined ? {} : { extraRoots: config.extraRoots }));
  const opened = await openBackground({
    config, store, queues, redact, now: runtime.now, timeIsKnown: runtime.timeIsKnown, http: async (...act) => (await probesReady).http(...act), trouble: (message) => log.warn(message),
    stacks: names.map((name) => {
      const every = config.checkEvery[name] ?? practiceEveryMs;
      return { name, site: siteOf(name), ...(every === "off" ? {} : { everyMs: every }) };
    }),
    // Somebody who tries it sees in the terminal what a channel would be told.
    ...(practising || options.terminalOnly === true ? { alsoAnnounce: [{ platform: "terminal", channel: "tty" }] } : {}),
  });
  background = opened;
  const desk: Desk = {
    stacks: names.map((name) => ({ name, gitlabUrl: config.stacks[name]?.gitlab.url ?? "a simulated GitLab in this process", site: siteOf(name), tokenGiven: practising || config.stacks[name]?.gitlab.token !== undefined })),
    // Nobody would take it: that is an answer, and a job that waits is none.
    ask: async (job) => {
      const site = job.site ?? "default";
      const unserved = await presence.unserved(site);
      return unserved === undefined ? queues.ask(job) : { kind: "unserved", site, since: unserved.since };
    },
    unserved: (site) => presence.unserved(site),
    settled: () => opened.settled(),
    newRun,
    now: () => new Date(runtime.now()),
    explain: (text) => explainText(text, config.causesUrl),
    judge: judgeTexts(redact, config.causesUrl),
    redact,
    store,
    queueHealth: () => queues.health(),
    reports: opened.reports,
    rehearse: (result, saved, version) => {
      const target = readTarget(version);
      return "problem" in target ? target : rehearse(result, saved, target);
    },
    handOver: packStored(store, options.version, redact),
    ...(opened.escalate === undefined ? {} : { escalations: opened.escalate.byHand }),
    self: async () => [
      { label: "duo-triage", text: `${options.version} on Node ${process.version}` },
      { label: "Configuration", text: config.file ?? "none; practice stack" },
      ...(chats === undefined ? [] : [{ label: "Chat", text: [chats.platforms.join(", "), ...chats.problems()].join(" · ") }]),
      ...(await runtime.vitals.rows()),
      ...(troubles.length === 0 ? [] : [{ label: "Troubles", text: troubles.slice(-3).join(" · ") }]),
    ],
  };
  if (practice !== undefined) {
    const waiting = practice;
    const whenOpen = async (): Promise<PracticeDesk> => (await waiting).desk;
    let ready: PracticeDesk | undefined;
    void waiting.then((one) => { ready = one.desk; }, () => undefined);
    desk.practice = {
      faults: () => ready?.faults() ?? [],
      active: () => ready?.active() ?? [],
      draw: () => ready?.draw() ?? "",
      breakWith: async (name) => (await whenOpen()).breakWith(name),
      mend: async (name) => (await whenOpen()).mend(name),
    };
  }

  chats = options.terminalOnly === true ? undefined : await openChatPlatforms(config, desk, queues, (line) => log.warn(line), (line) => log.info(line), runtime.tracer);
  const lines = [
    `duo-triage ${options.version}: says what is broken in GitLab Duo Self-Hosted, and how it knows.`,
    practising ? "Stack: practice, a simulated GitLab, gateway and model in this process (no configuration was found)." : `Stacks: ${names.length === 0 ? "none yet" : names.join(", ")} (${config.file ?? "from the environment"})`,
    config.queue.kind === "embedded" ? `Queue and data: embedded, in ${config.queue.directory}` : `Queue and data: ${runtime.where}`,
    ...(chats === undefined ? [] : [`Chat: ${chats.platforms.join(" and ")}${names.length === 0 ? "; no stack is configured yet, so only help and explain answer (duo-triage init)" : ""}`]),
    "Try:  /duo check          what is broken, and how we know",
    `      ${practising ? "/duo practice drill " : "/duo explain A1003  "}${practising ? "something breaks, you guess" : "what a code means"}`,
    "      Error code: A1003   paste any code, message or log line",
  ];
  process.stdout.write(`${lines.join("\n")}\n\n`);

  const atTerminal = await openTerminalChat({
    desk, queues, tracer: runtime.tracer, ready: practice, trouble: (message) => log.warn(message),
    colour: !(options.plain || config.noColor || !process.stdout.isTTY),
    directory: config.queue.kind === "embedded" ? join(config.queue.directory, "answers") : undefined,
  });

  const probes = await probesReady;
  queues.startWorkers(runtime.within({
    triage: await openTriage({ config, runtime, background: opened, stack, probes }),
    delivery: async (job, context) => {
      if (job.conversation.platform === "escalation") return opened.escalate?.delivery(job, context) ?? { kind: "undeliverable", reason: "No place to escalate to is configured here" };
      if (job.conversation.platform === "terminal") return atTerminal.delivery(job, context);
      return chats?.delivery(job, context) ?? { kind: "undeliverable", reason: `${job.conversation.platform} is not configured here` };
    },
  }), { concurrency: config.worker.concurrency, sites: config.worker.sites });

  const stopped = untilStopped();
  const token = config.ops?.webhookToken;
  const { webhookRoutes } = await import("../ops/webhooks.ts");
  const web = config.ops?.web;
  await runtime.serve({
    ...(web === undefined ? {} : (await import("../ops/web.ts")).webRoutes({ visitors: web, stacks: desk.stacks, store, reports: opened.reports, redact, now: Date.now })),
    ...(token === undefined ? {} : webhookRoutes({ token, stacks: desk.stacks, channels: (name) => opened.channels(name), ask: (job) => desk.ask(job), ledger: store.deliveries, audit: store.audit, newRun, now: Date.now })),
  });
  const listening = Promise.all([chats?.start(), atTerminal.resume()]);
  opened.start();
  // With a chat platform the bot is a service: it runs on when its standard input ends.
  const ended = chats === undefined ? Promise.race([atTerminal.done, stopped]) : stopped;
  // A chat that cannot be reached yet holds up neither checks and reports nor the stop; one that refuses for good ends the bot.
  await Promise.race([ended, listening.then(() => ended)]);
  // Nothing follows a queue that is closing. ChatPlatforms close last: what is being posted finishes.
  atTerminal.rest();
  chats?.rest();
  await runtime.close(chats === undefined ? 10_000 : finishMs, () => opened.close());
  await Promise.all([chats?.close(), atTerminal.close()]);
  await probes.close();
  await (await practice?.catch(() => undefined))?.close();
  return 0;
}
