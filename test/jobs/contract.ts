import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { DeliveryJob, Handlers, NewTriageJob, Posted, Queues, QueueTrouble, RunEvent, TriageJob } from "../../src/core/queue.ts";
import { openQueues, type Pace } from "../../src/jobs/open-queues.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { openStore } from "../../src/store/open-store.ts";
import { buildMs, builtSources } from "../kit/built.ts";
import { until, type Lane } from "../store/lanes.ts";

// Patience is for a server that is away (outage.test.ts); here a slow machine may take its time.
const fast: Pace = { lockMs: 1_500, stalledMs: 500, retryMs: 50, patienceMs: 40_000 };

/** What the queues must do, whatever they stand on. */
export function describeQueues(lane: Lane): void {
  describe.skipIf(lane.missing !== undefined)(`queues on ${lane.name}${lane.missing === undefined ? "" : ` — LANE NOT RUN: ${lane.missing}`}`, { timeout: 60_000 }, () => {
    let opened: Awaited<ReturnType<Lane["make"]>>;
    let backend: ReturnType<typeof openBackend>;
    const troubles: QueueTrouble[] = [];
    const open: Queues[] = [];
    let count = 0;

    const start = (pace: Partial<Pace> = {}): Queues => {
      const store = openStore(backend);
      const queues = openQueues({ backend, ledger: store.deliveries, onTrouble: (trouble) => troubles.push(trouble), pace: { ...fast, ...pace } });
      open.push(queues);
      return queues;
    };
    /** Queues for one test: a site of its own keeps other tests' jobs away. */
    const fresh = (handlers?: Handlers, concurrency = 4, pace: Partial<Pace> = {}): { queues: Queues; site: string; ask: (more?: Partial<NewTriageJob>, options?: { delayMs: number }) => ReturnType<Queues["ask"]> } => {
      const site = `s${(count += 1)}`;
      const queues = start(pace);
      if (handlers !== undefined) queues.startWorkers(handlers, { concurrency, sites: [site] });
      return { queues, site, ask: (more, options) => queues.ask(question(site, more), options) };
    };
    const question = (site: string, more: Partial<NewTriageJob> = {}): NewTriageJob => ({
      version: 1,
      run: `r-${(count += 1)}x`,
      stack: "prod",
      site,
      trigger: "chat",
      question: { kind: "check", deep: false },
      asker: { name: "Ada", role: "viewer" },
      at: 1_000 + count,
      ...more,
    });
    const post = (run: string, slot = "verdict"): DeliveryJob => ({ version: 1, run, slot, conversation: { platform: "terminal", channel: "tty" }, reply: { text: "hello" }, at: 5 });
    const hang = (): Promise<never> => new Promise(() => undefined);
    /** Everything that a watcher is told. */
    const record = (queues: Queues, run: string, site: string): RunEvent[] => {
      const events: RunEvent[] = [];
      queues.watch(run, (event) => events.push(event), { site });
      return events;
    };
    const last = (events: RunEvent[]): Promise<RunEvent> => until("the run's end", () => events.find(({ kind }) => kind !== "started" && kind !== "progress"));

    beforeAll(async () => {
      opened = await lane.make();
      backend = openBackend(opened.choice);
    });
    afterEach(async () => {
      await Promise.all(open.splice(0).map((queues) => queues.close(100)));
    });
    afterAll(async () => {
      await backend.close();
      await opened.drop();
    });

    it("takes a question before anything is open, and works on it", async () => {
      const { queues, site, ask } = fresh({ triage: async (job) => ({ stack: job.stack, asker: job.asker.name }) });
      const asked = await ask();
      expect(asked).toMatchObject({ kind: "asked", joined: false, by: "Ada" });
      expect(await last(record(queues, (asked as { run: string }).run, site))).toEqual({ kind: "finished", result: { stack: "prod", asker: "Ada" } });
      expect(await queues.health()).toMatchObject({ backend: lane.name, counts: { triage: { waiting: 0 }, delivery: { waiting: 0 } } });
      // Making the embedded database takes 4 s of a free processor.
    }, 60_000);

    it("lets two askers of one question share a run, and no others", async () => {
      let open: (value: string) => void = () => undefined;
      const gate = new Promise<string>((resolve) => (open = resolve));
      const worked: string[] = [];
      const { queues, site, ask } = fresh({ triage: async ({ run }) => (worked.push(run), gate) });
      const first = await ask({ run: "r-first", at: 4_711, question: { kind: "check", deep: false, only: ["b", "a"] } });
      expect(first).toEqual({ kind: "asked", run: "r-first", joined: false, startedAt: 4_711, by: "Ada" });
      await until("the first run to start", () => worked.length === 1);
      const second = await ask({ run: "r-second", asker: { name: "Grace", role: "admin" }, question: { kind: "check", deep: false, only: ["a", "b"] } });
      expect(second).toEqual({ kind: "asked", run: "r-first", joined: true, startedAt: 4_711, by: "Ada" });
      expect(await ask({ stack: "lab", question: { kind: "check", deep: false, only: ["a", "b"] } })).toMatchObject({ joined: false });
      expect(await ask({ question: { kind: "check", deep: true, only: ["a", "b"] } })).toMatchObject({ joined: false });
      const told = [record(queues, "r-first", site), record(queues, "r-first", site)];
      open("same");
      for (const events of told) expect(await last(events)).toEqual({ kind: "finished", result: "same" });
      expect(worked.filter((run) => run === "r-second")).toEqual([]);
      // The question is free again once it is answered.
      expect(await ask({ run: "r-third", question: { kind: "check", deep: false, only: ["a", "b"] } })).toMatchObject({ run: "r-third", joined: false });
    });

    it("tells progress in order, then the end once", async () => {
      let events: RunEvent[] = [];
      const { queues, site, ask } = fresh({
        triage: async (_job, { progress }) => {
          for (let done = 1; done <= 40; done += 1) await progress({ done });
          // The end may overtake progress that is still on its way to a slow reader; what is asked here is the order.
          await until("all progress to be told", () => events.filter(({ kind }) => kind === "progress").length >= 40);
          return "end";
        },
      });
      const run = "r-progress";
      events = record(queues, run, site);
      await queues.health();
      await ask({ run });
      await last(events);
      expect(events.filter(({ kind }) => kind === "progress")).toEqual(Array.from({ length: 40 }, (_, index) => ({ kind: "progress", progress: { done: index + 1 } })));
      expect(events[0]).toEqual({ kind: "started" });
      expect(events.at(-1)).toEqual({ kind: "finished", result: "end" });
      expect(events).toHaveLength(42);
    });

    it("raises the signal of a running run, also from another process's port", async () => {
      const reasons: unknown[] = [];
      let begun = false;
      const { site, ask } = fresh({
        triage: async (_job, { signal }) => {
          begun = true;
          await once(signal, "abort");
          reasons.push(signal.reason);
          throw new Error("told to stop");
        },
      });
      await ask({ run: "r-running" });
      const other = start();
      const events = record(other, "r-running", site);
      await until("the run to start", () => begun);
      expect(await other.cancel("r-running", { site })).toBe(true);
      expect(await last(events)).toEqual({ kind: "cancelled" });
      expect(reasons).toEqual(["cancelled"]);
      expect(await other.cancel("r-running", { site })).toBe(false);
      expect(await other.cancel("r-nobody", { site })).toBe(false);
      expect(troubles.filter(({ run }) => run === "r-running")).toEqual([]);
    });

    it("does not wait for work that ignores its signal", async () => {
      let begun = false;
      const { queues, site, ask } = fresh({ triage: () => ((begun = true), hang()) });
      await ask({ run: "r-deaf" });
      const events = record(queues, "r-deaf", site);
      await until("the run to start", () => begun);
      await queues.cancel("r-deaf", { site });
      expect(await last(events)).toEqual({ kind: "cancelled" });
    });

    it("takes a waiting run out of the queue and frees its question", async () => {
      const { queues, site, ask } = fresh();
      const events = record(queues, "r-waiting", site);
      await queues.health();
      await ask({ run: "r-waiting" });
      expect(await queues.cancel("r-waiting", { site })).toBe(true);
      expect(await last(events)).toEqual({ kind: "cancelled" });
      expect(await ask({ run: "r-next" })).toMatchObject({ run: "r-next", joined: false });
    });

    it("holds a delayed run back", async () => {
      const started: number[] = [];
      const { queues, site, ask } = fresh({ triage: async () => started.push(Date.now()) });
      const asked = Date.now();
      await ask({ run: "r-late" }, { delayMs: 700 });
      await last(record(queues, "r-late", site));
      expect(started[0]! - asked).toBeGreaterThanOrEqual(690);
      expect(started[0]! - asked).toBeLessThan(12_000);
    });

    it("serves people before the timetable", async () => {
      const order: string[] = [];
      const { queues, site, ask } = fresh();
      await ask({ run: "r-timetable", stack: "a", trigger: "schedule" });
      await ask({ run: "r-webhook", stack: "b", trigger: "webhook" });
      await ask({ run: "r-person", stack: "c" });
      queues.startWorkers({ triage: async ({ run }) => order.push(run) }, { concurrency: 1, sites: [site] });
      await until("all three", () => order.length === 3);
      expect(order).toEqual(["r-person", "r-webhook", "r-timetable"]);
    });

    it("reports a run whose work breaks, to watchers and to the operator", async () => {
      const { queues, site, ask } = fresh({ triage: () => Promise.reject(new Error("a bug of ours")) });
      await ask({ run: "r-broken" });
      expect(await last(record(queues, "r-broken", site))).toEqual({ kind: "failed", reason: "a bug of ours" });
      await until("the report", () => troubles.some(({ kind, run, message }) => kind === "run-failed" && run === "r-broken" && message === "a bug of ours"));
      // A watcher that comes late hears the end too.
      expect(await last(record(start(), "r-broken", site))).toMatchObject({ kind: "failed" });
    });

    it("keeps schedules under stable ids, in their time zone", async () => {
      const { queues, site } = fresh();
      const { run: _run, at: _at, ...template } = question(site, { trigger: "schedule" });
      const daily = { id: "daily-prod", pattern: "30 9 * * *", template: { ...template, site } };
      const zones = { "Asia/Tokyo": 9, "America/Phoenix": -7, UTC: 0 };
      for (const [timeZone, hours] of Object.entries(zones)) {
        const scheduled = await queues.schedule({ ...daily, timeZone });
        const due = new Date((scheduled as { next: number }).next);
        expect([timeZone, due.getUTCHours(), due.getUTCMinutes()]).toEqual([timeZone, (9 - hours + 24) % 24, 30]);
        expect(await queues.schedules({ site })).toMatchObject([{ id: "daily-prod", pattern: "30 9 * * *", timeZone, template: { stack: "prod" }, next: due.getTime() }]);
      }
      expect(await queues.unschedule("daily-prod", { site })).toBe(true);
      expect(await queues.unschedule("daily-prod", { site })).toBe(false);
      expect(await queues.schedules({ site })).toEqual([]);
    });

    it("says what is wrong with a schedule", async () => {
      const { queues, site } = fresh();
      const { run: _run, at: _at, ...template } = question(site);
      const base = { id: "odd", pattern: "0 9 * * *", timeZone: "UTC", template: { ...template, site } };
      for (const wrong of [{ pattern: "often" }, { pattern: "99 9 * * *" }, { pattern: "a b c d e" }, { timeZone: "Mars/Olympus" }, { id: "a:b" }]) {
        expect(await queues.schedule({ ...base, ...wrong }), JSON.stringify(wrong)).toMatchObject({ kind: "invalid" });
      }
      expect(await queues.schedules({ site })).toEqual([]);
    });

    it("sets the same schedule from many places at once", async () => {
      const { queues, site } = fresh();
      const { run: _run, at: _at, ...template } = question(site);
      const answers = await Promise.all(Array.from({ length: 8 }, () => queues.schedule({ id: "same", pattern: "0 9 * * *", timeZone: "UTC", template: { ...template, site } })));
      expect(answers.map(({ kind }) => kind)).toEqual(Array.from({ length: 8 }, () => "scheduled"));
      expect(await queues.schedules({ site })).toHaveLength(1);
    });

    it("runs what a schedule asks, under a run of its own each time", async () => {
      const runs: TriageJob[] = [];
      const { queues, site } = fresh({ triage: async (job) => runs.push(job) });
      const { run: _run, at: _at, ...template } = question(site, { trigger: "schedule" });
      await queues.schedule({ id: "often", pattern: "* * * * * *", timeZone: "Europe/Berlin", template: { ...template, site } });
      await until("two runs", () => runs.length >= 2);
      await queues.unschedule("often", { site });
      expect(runs[0]).toMatchObject({ stack: "prod", trigger: "schedule", run: `often@${runs[0]!.at}` });
      expect(new Set(runs.map(({ run }) => run)).size).toBe(runs.length);
      expect(await last(record(queues, runs[0]!.run, site))).toMatchObject({ kind: "finished" });
    });

    it("posts a slot once, however often it is queued", async () => {
      const posted: string[] = [];
      const { queues } = fresh({ triage: hang, delivery: async ({ run, slot }): Promise<Posted> => (posted.push(`${run} ${slot}`), { kind: "posted", message: { ts: slot } }) });
      await Promise.all(Array.from({ length: 6 }, () => queues.deliver(post("r-post"))));
      await queues.deliver(post("r-post", "evidence"));
      await until("both slots", () => posted.length >= 2);
      await queues.deliver(post("r-post"));
      const store = openStore(backend);
      await until("the ledger", () => store.deliveries.message("r-post", "evidence"));
      // Marked in the ledger by somebody else: never posted from here.
      await store.deliveries.delivered("r-post", "elsewhere", { ts: "9" });
      await queues.deliver(post("r-post", "elsewhere"));
      await until("an empty queue", async () => {
        const counts = (await queues.health()).counts?.delivery;
        return counts !== undefined && counts.waiting + counts.active + counts.delayed === 0;
      });
      expect(posted.toSorted()).toEqual(["r-post evidence", "r-post verdict"]);
      expect(await store.deliveries.message("r-post", "verdict")).toEqual({ message: { ts: "verdict" } });
      await queues.close(500);
    });

    it("tries a post again without asking again: certain, uncertain, told to wait, hopeless", async () => {
      const seen: Record<string, boolean[]> = {};
      let probed = 0;
      const { queues, site, ask } = fresh({
        triage: async ({ run }) => {
          probed += 1;
          for (const slot of ["breaks", "waits", "hopeless"]) await queues.deliver(post(run, slot));
        },
        delivery: async ({ slot }, { uncertain }): Promise<Posted> => {
          const tries = (seen[slot] ??= []);
          tries.push(uncertain);
          if (slot === "hopeless") return { kind: "undeliverable", reason: "channel gone" };
          if (slot === "waits" && tries.length < 3) return { kind: "later", afterMs: 60, reason: "rate limited" };
          if (slot === "breaks" && tries.length < 3) throw new Error("socket hang up");
          return { kind: "posted" };
        },
      });
      await ask({ run: "r-retry" });
      await last(record(queues, "r-retry", site));
      const store = openStore(backend);
      for (const slot of ["breaks", "waits"]) await until(slot, () => store.deliveries.message("r-retry", slot));
      await until("the report", () => troubles.some(({ kind, slot, message }) => kind === "delivery-undeliverable" && slot === "hopeless" && message === "channel gone"));
      expect(seen).toEqual({ breaks: [false, true, true], waits: [false, false, false], hopeless: [false] });
      expect(probed).toBe(1);
      await queues.close(500);
    });

    it("brings out what is wrong, and answers, before details, and these before reports", async () => {
      const { queues } = fresh();
      const slots = ["report", ...Array.from({ length: 9 }, (_, index) => (index % 2 === 0 ? `evidence-${index}` : `steps-${index}`)), "card-1.slack.C1", "loud-2.slack.C1", "verdict"];
      for (const slot of slots) await queues.deliver(post("r-order", slot));
      const posted: string[] = [];
      queues.startWorkers({ triage: hang, delivery: async ({ run, slot }) => (run === "r-order" && posted.push(slot), { kind: "posted" }) }, { concurrency: 1, sites: [`s${(count += 1)}`] });
      await until("all", () => posted.length === slots.length);
      // Four are posted at once.
      expect(posted.slice(0, 4)).toEqual(expect.arrayContaining(["card-1.slack.C1", "loud-2.slack.C1", "verdict"]));
      expect(posted.slice(-4)).toContain("report");
    });

    it("leaves nothing lying that a clock which was ahead has put off", async () => {
      const real = Date.now.bind(Date);
      const ahead = vi.spyOn(Date, "now");
      let tries = 0;
      const { queues } = fresh({
        triage: async () => undefined,
        async delivery({ run }): Promise<Posted> {
          if (run !== "r-ahead") return { kind: "later", afterMs: 1, reason: "another test's" };
          tries += 1;
          if (tries > 1) return { kind: "posted" };
          // From here on, until it lies there.
          ahead.mockImplementation(() => real() + 3_600_000);
          return { kind: "later", afterMs: 5_000, reason: "rate limited" };
        },
      });
      await queues.deliver(post("r-ahead"));
      await until("it to be put off", async () => tries === 1 && ((await queues.health()).counts?.delivery.delayed ?? 0) > 0);
      ahead.mockRestore();
      await until("it to be brought forward", () => tries === 2);
      await queues.close(500);
    });

    it("lets running work finish within the deadline and hands the rest back", async () => {
      // Longer than this test may take: a run that is found as lost instead of handed back comes too late.
      const lockMs = 30_000;
      const begun: string[] = [];
      const { queues, site, ask } = fresh({
        triage: async ({ stack }, { signal }) => {
          begun.push(stack);
          if (stack !== "slow") return new Promise((resolve) => setTimeout(resolve, 400, "done"));
          await once(signal, "abort");
          return signal.reason as string;
        },
      }, 4, { lockMs });
      await ask({ run: "r-quick", stack: "quick" });
      await ask({ run: "r-slow", stack: "slow" });
      await until("both to run", () => begun.length === 2);
      const before = Date.now();
      await queues.close(1_500);
      expect(Date.now() - before).toBeLessThan(10_000);
      const next = start({ lockMs });
      expect(await last(record(next, "r-quick", site))).toEqual({ kind: "finished", result: "done" });
      const events = record(next, "r-slow", site);
      next.startWorkers({ triage: async () => "by the next worker" }, { concurrency: 1, sites: [site] });
      expect(await last(events)).toEqual({ kind: "finished", result: "by the next worker" });
    });

    describe("killed in mid-job", () => {
      let built = "";
      beforeAll(async () => {
        built = await builtSources();
      }, buildMs);

      // The embedded database has no clock but its machine's.
      it.each([["", 0], ...(lane.name === "pglite" ? [] : [[", and the clock of the killed machine was ahead", 3_600_000] as const])] as const)("loses nothing and posts nothing twice: another worker, or the next start, goes on%s", async (_name, aheadMs) => {
        const named = `kill${aheadMs}-`;
        const own = lane.name === "pglite" ? await lane.make() : opened;
        const site = `s${(count += 1)}`;
        const asks = Array.from({ length: 6 }, (_, index) => question(site, { run: `r-${named}${index}`, stack: `stack${index}` }));
        const { run: _run, at: _at, ...template } = question(site, { trigger: "schedule" });
        const schedule = { id: "kept", pattern: "0 9 * * *", timeZone: "UTC", template: { ...template, site } };
        const plan = { asks, site, schedule, deliveries: [post(`r-${named}`, "mid-post")], pace: fast, aheadMs };
        const child = spawn(process.execPath, [fileURLToPath(new URL("child.mjs", import.meta.url)), built, JSON.stringify(own.plain), JSON.stringify(plan)], { stdio: ["ignore", "pipe", "inherit"] });
        let said = "";
        child.stdout.on("data", (bytes: Buffer) => (said += bytes.toString()));
        await until("the child to be at work on both queues", () => said.includes(`started r-${named}`) && said.includes(`posted r-${named} mid-post`), 60_000);
        child.kill("SIGKILL");
        await once(child, "exit");

        const backendNow = own === opened ? backend : openBackend(own.choice);
        const store = openStore(backendNow);
        // A machine that stalls for longer than the lock would run a job twice, which is allowed, but not what is asked here.
        const queues = openQueues({ backend: backendNow, ledger: store.deliveries, onTrouble: (trouble) => troubles.push(trouble), pace: { ...fast, lockMs: 20_000 } });
        const worked: string[] = [];
        const posted: [string, boolean][] = [];
        queues.startWorkers(
          {
            triage: async ({ run }) => (worked.push(run), "done"),
            delivery: async ({ run, slot }, { uncertain }) => {
              // Another test's that lies there still.
              if (run === `r-${named}`) posted.push([slot, uncertain]);
              return { kind: "posted" };
            },
          },
          { concurrency: 2, sites: [site] },
        );
        await until("every run", () => worked.length >= 6, 100_000);
        await until("the post", () => posted.length > 0, 60_000);
        expect(worked.toSorted()).toEqual(asks.map(({ run }) => run));
        // The killed process may have posted: the next one is told to look first.
        expect(posted).toEqual([["mid-post", true]]);
        expect(await queues.schedules({ site })).toMatchObject([{ id: "kept" }]);
        await queues.close(500);
        if (own !== opened) {
          await backendNow.close();
          await own.drop();
        }
      }, 240_000);
    });
  });
}
