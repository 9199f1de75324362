import type { Config } from "../config/config.ts";
import type { Probes } from "../core/ports.ts";
import type { Conversation, Queues, TriageJob } from "../core/queue.ts";
import type { Redact } from "../core/redact.ts";
import type { ReportDesk } from "../core/report.ts";
import type { StackConfig } from "../core/stack.ts";
import type { RunRecord, Store } from "../core/store.ts";
import { sayError } from "../core/text.ts";
import type { Escalate } from "../escalation/escalate.ts";

/** What goes on without being asked: checks by the clock, the memory of incidents, reports at their times. */
export interface Background {
  /** A stack's configuration with what was accepted in a chat. */
  withAccepted(stack: StackConfig | undefined): Promise<StackConfig | undefined>;
  /** Takes in a stored run. */
  after(record: RunRecord, job: TriageJob): Promise<void>;
  /** Resolves when every run that was taken in is remembered, or after a moment. */
  settled(): Promise<void>;
  reports: ReportDesk;
  /** Where the incidents of a stack are announced. */
  channels(stack: string): Promise<readonly Conversation[]>;
  /** The way to the places of the configuration; undefined with none. */
  escalate: Escalate | undefined;
  /** Reports of the last week that never came, one sentence each. */
  missed(): Promise<readonly string[]>;
  /** How late the latest reports stood in their channels, ms; the latest of them all. */
  lateness(): Promise<number | undefined>;
  /** Begins to look at the clock. */
  start(): void;
  /** Stops looking, and waits a moment for what is being kept. */
  close(): Promise<void>;
}

export interface BackgroundOptions {
  config: Config;
  store: Store;
  queues: Pick<Queues, "ask" | "deliver">;
  /** Stacks under background. `everyMs`: undefined, only when somebody asks. */
  stacks: readonly { name: string; site: string; everyMs?: number }[];
  redact: Redact;
  now(): number;
  /** Whether that time can be trusted by now; before, nothing is due. */
  timeIsKnown?(): boolean;
  /** Channels where incidents are announced besides those of the configuration: the terminal of this process. */
  alsoAnnounce?: readonly Conversation[];
  /** For escalation; needed where there is a place to escalate to. */
  http?: Probes["http"];
  trouble(message: string): void;
}

/** How often it is looked for checks that are due: as many begin at once as come due in this time. */
const roundsMs = 1_000;
const reportsMs = 5_000;
const closeMs = 5_000;
const settleMs = 3_000;

/** Does work by the clock, never twice at once. */
function every(ms: number, work: () => Promise<void>): { start(): void; stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;
  return {
    start() {
      timer = setInterval(() => { working ??= work().finally(() => { working = undefined; }); }, ms).unref();
    },
    async stop() {
      clearInterval(timer);
      await working;
    },
  };
}

/** Waits for the work, but no longer than that. */
async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let limit: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => { limit = setTimeout(resolve, ms); })]);
  clearTimeout(limit);
}

export async function openBackground(options: BackgroundOptions): Promise<Background> {
  const { config, store, queues, now, trouble } = options;
  const [{ openKeeper }, { openRounds }, { openTimetable }, { gatherReport }, { sayReport }, { addRun }, { alertedOf, planRun, reportMarksOf, reportPlansOf, trendsOf }, { wallText }] = await Promise.all([
    import("../incidents/keeper.ts"), import("../jobs/rounds.ts"), import("../reports/timetable.ts"), import("../reports/gather.ts"), import("../replies/report.ts"), import("../reports/trend.ts"), import("../core/kept.ts"), import("../core/cadence.ts"),
  ]);
  const trends = trendsOf(store);
  const rounds = openRounds({ rounds: options.stacks.flatMap(({ name, site, everyMs }) => (everyMs === undefined ? [] : [{ stack: name, site, everyMs }])), ask: queues.ask, now, trouble });
  const escalate = await openPlaces(options);
  const keeper = openKeeper({
    store, rules: config.incidents, trouble,
    deliver: (job) => queues.deliver(job),
    channels: (stack) => [...channelsOf(config, stack), ...(options.alsoAnnounce ?? [])],
    recheck: (stack, run) => rounds.recheck(stack, run),
    ...(escalate === undefined ? {} : { announced: (announcement) => escalate.announced(announcement) }),
    alongside: async (sighting, record) => trends.put(sighting.stack, addRun(await trends.get(sighting.stack), { ...sighting, durationMs: record.durationMs })),
  });
  const gather = { store, stacks: options.stacks.map(({ name }) => ({ name, expect: config.stacks[name]?.expect ?? [] })) };
  const dayMs = 86_400_000;
  const timetable = openTimetable({
    store, now, trouble, deliver: (job) => queues.deliver(job),
    async compose(plan, { due, since }) {
      const { report, fingerprint } = await gatherReport(gather, plan.stacks, { now: now(), due, since, timeZone: plan.cadence.timeZone });
      return { reply: sayReport(report), fingerprint };
    },
  });
  const due = (tick: () => Promise<void>) => async (): Promise<void> => { if (options.timeIsKnown?.() !== false) await tick(); };
  const clocks = [every(roundsMs, due(() => rounds.tick())), every(reportsMs, due(() => timetable.tick()))];
  const keeping = new Set<Promise<void>>();

  return {
    escalate,
    channels: async (stack) => [...channelsOf(config, stack), ...(await alertedOf(store, stack))],
    async withAccepted(stack) {
      if (stack === undefined) return undefined;
      const accepted = (await store.expectations.list()).map(({ document }) => document).filter((one) => one.stack === stack.name);
      // Rules read days: the day on which it ends still counts.
      return accepted.length === 0 ? stack : { ...stack, expect: [...stack.expect, ...accepted.map((one) => ({ code: one.code, reason: `${one.reason} (${one.author})`, until: new Date(one.until).toISOString().slice(0, 10) }))] };
    },
    after(record, job) {
      const work = keeper.observe(record, job.trigger === "schedule" ? undefined : job.asker.name).finally(() => keeping.delete(work));
      keeping.add(work);
      return work;
    },
    reports: { compose: async (stacks, timeZone) => sayReport((await gatherReport(gather, stacks, { now: now(), since: now() - dayMs, timeZone })).report) },
    async missed() {
      const marks = reportMarksOf(store);
      const plans = await reportPlansOf(store).list();
      const found = await Promise.all(plans.map(async ({ id, document: plan }) => ((await marks.get(planRun(id, plan)))?.missed ?? []).filter((one) => now() - one.due < 7 * dayMs).map((one) => ({ ...one, text: `the report of ${wallText(plan.cadence.timeZone, one.due)} for ${plan.conversation.platform} ${plan.conversation.channel}: ${one.because}` }))));
      return found.flat().toSorted((a, b) => b.due - a.due).map((one) => one.text);
    },
    async lateness() {
      const marks = reportMarksOf(store);
      const late = await Promise.all((await reportPlansOf(store).list()).map(async ({ id, document: plan }) => (await marks.get(planRun(id, plan)))?.lateMs.at(-1)));
      const known = late.filter((ms) => ms !== undefined);
      return known.length === 0 ? undefined : Math.max(...known);
    },
    settled: () => within(Promise.all(keeping), settleMs),
    start() {
      const resuming = keeper.resume(options.stacks.map(({ name }) => name)).catch((error: unknown) => trouble(sayError(error))).finally(() => keeping.delete(resuming));
      keeping.add(resuming);
      for (const clock of clocks) clock.start();
    },
    async close() {
      await within(Promise.all([...clocks.map((clock) => clock.stop()), ...keeping]), closeMs);
    },
  };
}

/** Channels of the configuration that hear of a stack's incidents. */
function channelsOf(config: Config, stack: string): Conversation[] {
  const platforms = { slack: config.slack?.channels ?? {}, discord: config.discord?.channels ?? {} };
  return Object.entries(platforms).flatMap(([platform, channels]) => Object.entries(channels).filter(([, rule]) => rule.alerts === true && (rule.stack === undefined || rule.stack === stack)).map(([channel]) => ({ platform, channel })));
}

async function openPlaces({ config, store, queues, redact, now, http }: BackgroundOptions): Promise<Escalate | undefined> {
  const { escalation } = config;
  if (escalation === undefined || http === undefined) return undefined;
  const [{ openEscalate }, { gitlabIssue, opsgenie, pagerDuty, signedWebhook }] = await Promise.all([import("../escalation/escalate.ts"), import("../escalation/places.ts")]);
  const wire = { http, now };
  const { pagerduty, gitlab, webhook, opsgenie: genie } = escalation;
  const places = [...(pagerduty === undefined ? [] : [pagerDuty(pagerduty, wire)]), ...(genie === undefined ? [] : [opsgenie(genie, wire)]), ...(gitlab === undefined ? [] : [gitlabIssue(gitlab, wire)]), ...(webhook === undefined ? [] : [signedWebhook(webhook, wire)])];
  return places.length === 0 ? undefined : openEscalate({ store, places, deliver: (job) => queues.deliver(job), now, redact, automatic: escalation.automatic, stacks: escalation.stacks });
}
