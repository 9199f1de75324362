import type { Queue, QueueEvents, Worker } from "bullmq";
import type { Backend } from "../core/backend.ts";
import { deliveryJobSchema, triageJobSchema, type Asked, type Handlers, type NewTriageJob, type QueueHealth, type Queues, type QueueTrouble, type RunEvent, type Scheduled } from "../core/queue.ts";
import type { Deliveries } from "../core/store.ts";
import { flyCanary } from "./canary.ts";
import { countsOf, oldestOf, undeliveredOf } from "./inspect.ts";
import { deduplicationId, deliveryJobId, deliveryPriorityOf, deliveryQueue, jobOfRun, priorityOf, runOfJob, triageQueue } from "./names.ts";
import { promoteOverdue } from "./promote.ts";
import { bounded, openParts, patienceMs, type Parts } from "./parts.ts";
import { listSchedules, problemOf, putSchedule } from "./schedules.ts";
import { sentenceOf } from "./sentence.ts";
import { openWatch, type Watch } from "./watch.ts";
import { deliveryWork, triageWork, type WorkContext } from "./work.ts";

/** How fast a lost worker's jobs are taken over, and how soon a failed post is tried again. All in ms. */
export interface Pace {
  /** A job whose worker gave no sign for this long is free. */
  lockMs: number;
  /** How often free jobs are looked for. */
  stalledMs: number;
  /** The first wait after a failed post; doubles up to a minute. */
  retryMs: number;
  /** How long whoever asks or schedules waits for a queue that does not answer. */
  patienceMs: number;
}

export interface QueueOptions {
  backend: Backend;
  ledger: Deliveries;
  /** Hears of what nobody waits for: a lost connection, a run or a post that failed for good. */
  onTrouble(trouble: QueueTrouble): void;
  pace?: Partial<Pace>;
}

const serverPace: Pace = { lockMs: 30_000, stalledMs: 15_000, retryMs: 1_000, patienceMs };
// The one process that uses the folder is back when it runs at all, so its own lost jobs need no long wait. The database takes seconds
// to open and cannot be away; a server that needs that long is.
const embeddedPace: Pace = { lockMs: 10_000, stalledMs: 5_000, retryMs: 1_000, patienceMs: 60_000 };
const removal = { age: 24 * 3_600, count: 500 };
const deliveryAttempts = 20;

/** Everything that one triage queue has. */
interface Site {
  queue: Queue;
  events: QueueEvents;
  watch: Watch;
}

/** When it is said once more that a run is cancelled, where it still goes on. */
const againMs = [300, 1_200, 5_000];

/** Opens the queues. Returns at once: BullMQ is loaded and the backend opened behind it, and what is asked meanwhile waits. */
export function openQueues(options: QueueOptions): Queues {
  const { backend } = options;
  const pace = { ...(backend.kind === "pglite" ? embeddedPace : serverPace), ...options.pace };
  const onTrouble = quieter(options.onTrouble);
  let trouble = { message: "", at: 0 };
  const onError = (error: unknown): void => {
    trouble = { message: sentenceOf(error), at: Date.now() };
    if (!stopped.signal.aborted) onTrouble({ kind: "connection", message: trouble.message });
  };
  const stopped = new AbortController();
  const closed = new AbortController();
  const opening = openParts(backend, onError, { closing: stopped.signal, closed: closed.signal });
  opening.catch(onError);
  const sites = new Map<string, Site>();
  const workers: Worker[] = [];
  let posts: Queue | undefined;
  let promoting: NodeJS.Timeout | undefined;

  async function site(name: string): Promise<Site> {
    const parts = await opening;
    const known = sites.get(name);
    if (known !== undefined) return known;
    const queue = parts.queue(triageQueue(name));
    const events = parts.events(triageQueue(name));
    const made = { queue, events, watch: openWatch(queue, events) };
    sites.set(name, made);
    return made;
  }

  const readySites = new Map<string, Site>();
  async function readySite(name: string): Promise<Site> {
    const known = readySites.get(name);
    if (known !== undefined) return known;
    const found = await site(name);
    await found.queue.waitUntilReady();
    // What happens to a job is told from the moment that it exists.
    await found.events.waitUntilReady();
    readySites.set(name, found);
    return found;
  }

  async function readyPosts(): Promise<Queue> {
    posts ??= (await opening).queue(deliveryQueue);
    await posts.waitUntilReady();
    return posts;
  }

  // All that one caller waits for together, so that several slow steps are not several times as patient.
  // What a connection met meanwhile says why.
  const inTime = <T>(work: () => Promise<T>): Promise<T> =>
    bounded(work(), pace.patienceMs, () => `The queue at ${backend.where} does not answer${Date.now() - trouble.at > pace.patienceMs ? "" : `: ${trouble.message}`}`);

  const isOver = async (job: Awaited<ReturnType<Queue["getJob"]>>): Promise<boolean> => job === undefined || ["completed", "failed", "unknown"].includes(await job.getState());

  async function ask(input: NewTriageJob, { delayMs = 0 }: { delayMs?: number } = {}): Promise<Asked> {
    const job = triageJobSchema.parse(input);
    const id = deduplicationId(job.stack, job.site, job.question, job.trigger);
    const priority = priorityOf(job.trigger);
    // What says nothing is not written into every job.
    const settings = { jobId: job.run, deduplication: { id }, ...(priority === 0 ? {} : { priority }), ...(delayMs === 0 ? {} : { delay: delayMs }), removeOnComplete: removal, removeOnFail: removal };
    const put = async (): Promise<Asked> => {
      const { queue, watch: watched } = await readySite(job.site);
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        const added = await queue.add("triage", job, settings);
        if (added.id === job.run) {
          watched.begun(job.run);
          return { kind: "asked", run: job.run, joined: false, startedAt: job.at, by: job.asker.name };
        }
        const other = await queue.getJob(added.id ?? "");
        const first = triageJobSchema.safeParse(other?.data).data;
        if (first !== undefined && !(await isOver(other))) return { kind: "asked", run: first.run, joined: true, startedAt: first.at, by: first.asker.name };
        // The run that held the question is gone, or was over when its worker died: nobody would ever give the question free.
        await queue.removeDeduplicationKey(id);
      }
      return { kind: "away", reason: "The queue lost the run that answers this question; ask again" };
    };
    return inTime(put).catch((error: unknown) => ({ kind: "away", reason: sentenceOf(error) }));
  }

  function watch(run: string, listener: (event: RunEvent) => void, { site: name = "default" } = {}): () => void {
    const known = sites.get(name);
    if (known !== undefined) return known.watch.add(run, listener);
    let stop: (() => void) | undefined;
    let over = false;
    site(name).then(
      (found) => {
        if (!over) stop = found.watch.add(run, listener);
      },
      (error: unknown) => {
        if (!over) listener({ kind: "failed", reason: sentenceOf(error) });
      },
    );
    return () => {
      over = true;
      stop?.();
    };
  }

  async function cancel(run: string, { site: name = "default" } = {}): Promise<boolean> {
    return inTime(async () => {
      const { queue } = await readySite(name);
      const job = await queue.getJob(jobOfRun(run));
      if (job?.id === undefined || job.finishedOn) return false;
      // Zero, or an error: a worker has it, or it is the next job of a schedule.
      const removed = await job.remove().then(() => true, () => false);
      if (!removed && (await job.getState()) !== "active") return false;
      const tell = (event: "cancelled" | "cancel"): Promise<unknown> => queue.getBackend().publishEvent({ event, jobId: job.id ?? "" }, 2_000);
      await tell(removed ? "cancelled" : "cancel");
      // A worker that has just begun to listen misses what was said a moment ago.
      const again = async (): Promise<void> => { if ((await job.getState()) === "active") await tell("cancel"); };
      if (!removed) for (const ms of againMs) setTimeout(() => void again().catch(() => undefined), ms).unref();
      return true;
    });
  }

  function startWorkers(handlers: Handlers, { concurrency, sites: names = ["default"] }: { concurrency: number; sites?: readonly string[] }): void {
    const start = async (): Promise<void> => {
      const parts = await opening;
      if (stopped.signal.aborted) return;
      const context: WorkContext = { library: parts.library, handlers, ledger: options.ledger, onTrouble, claimMs: pace.lockMs * 2 };
      for (const name of names) {
        const worker = startTriage(parts, name, context, concurrency, pace, onTrouble);
        workers.push(worker);
        const { events } = await site(name);
        events.on("cancel" as "active", ({ jobId }) => void worker.cancelJob(jobId, "cancelled"));
      }
      if (handlers.delivery !== undefined) workers.push(startDelivery(parts, context, pace, onTrouble));
      const served = [...(await Promise.all(names.map(site))).map(({ queue }) => queue), ...(handlers.delivery === undefined ? [] : [await readyPosts()])];
      const looks = served.map((queue) => promoteOverdue(queue, pace.lockMs));
      // A queue that is away is looked at the next time.
      promoting = setInterval(() => { for (const look of [() => parts.mend(pace), ...looks]) look().catch(() => undefined); }, pace.stalledMs).unref();
    };
    start().catch(onError);
  }

  async function health({ sites: asked = [] }: { sites?: readonly string[] } = {}): ReturnType<Queues["health"]> {
    const about = { backend: backend.kind, where: backend.where };
    const look = async (): Promise<Omit<QueueHealth, "backend" | "where">> => {
      const [parts, { queue }, posted] = await Promise.all([opening, readySite("default"), readyPosts()]);
      const began = performance.now();
      const triage = await countsOf(queue);
      const latencyMs = Math.round(performance.now() - began);
      const [delivery, server, undelivered, bySite] = await Promise.all([
        countsOf(posted), parts.inspect(), undeliveredOf(posted, 5),
        Promise.all(asked.map(async (name) => {
          const found = await readySite(name);
          return [name, { ...(await countsOf(found.queue)), oldest: await oldestOf(found.queue) }] as const;
        })),
      ]);
      return { counts: { triage, delivery }, latencyMs, server, undelivered, sites: Object.fromEntries(bySite) };
    };
    return inTime(look).then((seen) => ({ ...about, ...seen }), (error: unknown) => ({ ...about, problem: sentenceOf(error) }));
  }

  let closing: Promise<void> | undefined;
  const close = (deadlineMs: number): Promise<void> => (closing ??= shut(deadlineMs));

  async function shut(deadlineMs: number): Promise<void> {
    stopped.abort();
    clearInterval(promoting);
    await Promise.race([opening.catch(() => undefined), new Promise((resolve) => setTimeout(resolve, deadlineMs).unref())]);
    const quietly = (work: Promise<unknown>, ms: number): Promise<unknown> => bounded(work, ms, () => "late").catch(() => undefined);
    const finished = Promise.all(workers.map((worker) => worker.close()));
    const late = setTimeout(() => workers.forEach((worker) => worker.cancelAllJobs("stopping")), deadlineMs);
    // Handing a job back takes its grace and a moment with the server.
    await quietly(finished, deadlineMs + 2_000);
    clearTimeout(late);
    closed.abort();
    for (const { watch: open } of sites.values()) open.close();
    await Promise.all([...sites.values()].map(({ events }) => quietly(events.close(), 2_500)));
    await Promise.all([...sites.values(), ...(posts === undefined ? [] : [{ queue: posts }])].map(({ queue }) => quietly(queue.close(), 2_500)));
    await quietly(opening.then((parts) => parts.close()), 1_000);
  }

  return {
    ask,
    watch,
    cancel,
    holds: (run, { site: name = "default" } = {}) => inTime(async () => (await (await readySite(name)).queue.getJob(jobOfRun(run))) !== undefined),
    async deliver(input) {
      const job = deliveryJobSchema.parse(input);
      const priority = deliveryPriorityOf(job.slot);
      const settings = { attempts: deliveryAttempts, backoff: { type: "custom" }, ...(priority === 0 ? {} : { priority }), removeOnComplete: removal, removeOnFail: removal };
      await inTime(async () => (await readyPosts()).add("delivery", job, { jobId: deliveryJobId(job.run, job.slot), ...settings }));
    },
    async schedule(schedule) {
      const problem = problemOf(schedule);
      if (problem !== undefined) return { kind: "invalid", reason: problem };
      const put = async (): Promise<Scheduled> => putSchedule(await opening, (await readySite(schedule.template.site)).queue, schedule, { removal, deadlineMs: pace.patienceMs });
      return inTime(put).catch((error: unknown) => ({ kind: "away", reason: sentenceOf(error) }));
    },
    unschedule: async (id, { site: name = "default" } = {}) => inTime(async () => {
      const [parts, { queue }] = await Promise.all([opening, readySite(name)]);
      return parts.alone(() => queue.removeJobScheduler(id));
    }),
    schedules: async ({ site: name = "default" } = {}) => inTime(async () => listSchedules((await readySite(name)).queue)),
    startWorkers,
    health,
    async canary({ site: name, patienceMs }) {
      const ready = await inTime(() => readySite(name)).catch((error: unknown) => sentenceOf(error));
      return typeof ready === "string" ? { kind: "away", reason: ready } : flyCanary(ready, patienceMs);
    },
    close,
  };
}

/** What a worker does about others that are lost, and about a server that was. */
const takingOver = (pace: Pace): { lockDuration: number; stalledInterval: number; runRetryDelay: number } => ({ lockDuration: pace.lockMs, stalledInterval: pace.stalledMs, runRetryDelay: 1_000 });

function startTriage(parts: Parts, site: string, context: WorkContext, concurrency: number, pace: Pace, onTrouble: QueueOptions["onTrouble"]): Worker {
  const worker = parts.worker(triageQueue(site), triageWork(context), { concurrency, ...takingOver(pace), maxStalledCount: 5 });
  worker.on("failed", (job, error) => onTrouble({ kind: "run-failed", run: runOfJob(job?.id ?? "unknown"), message: sentenceOf(error) }));
  // The queue gives such a run to another worker; this one need not go on.
  worker.on("lockRenewalFailed", (ids) => ids.forEach((id) => worker.cancelJob(id, "lost")));
  return worker;
}

function startDelivery(parts: Parts, context: WorkContext, pace: Pace, onTrouble: QueueOptions["onTrouble"]): Worker {
  const worker = parts.worker(deliveryQueue, deliveryWork(context), {
    concurrency: 4,
    ...takingOver(pace),
    maxStalledCount: 50,
    settings: { backoffStrategy: (attempt = 1) => Math.min(60_000, pace.retryMs * 2 ** (attempt - 1)) },
  });
  worker.on("failed", (job, error) => {
    // Told on every attempt; only the last one is news, and "undeliverable" was told already.
    if (job === undefined || !job.finishedOn || error.name === "UnrecoverableError") return;
    const [run, slot] = (job.id ?? "").split("/");
    onTrouble({ kind: "delivery-failed", run, slot, message: sentenceOf(error) });
  });
  return worker;
}

/** A lost server is told by every connection, over and over: once a minute is enough for each sentence. */
function quieter(onTrouble: QueueOptions["onTrouble"]): QueueOptions["onTrouble"] {
  const told = new Map<string, number>();
  return (trouble) => {
    if (trouble.kind === "connection") {
      const now = Date.now();
      if (now - (told.get(trouble.message) ?? 0) < 60_000) return;
      if (told.size > 100) told.clear();
      told.set(trouble.message, now);
    }
    onTrouble(trouble);
  };
}
