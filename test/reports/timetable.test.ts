import { describe, expect, it } from "vitest";
import { type Cadence, duesBetween, wallText } from "../../src/core/cadence.ts";
import type { DeliveryJob } from "../../src/core/queue.ts";
import type { Reply } from "../../src/core/reply.ts";
import { planRun, reportMarksOf, reportPlansOf } from "../../src/core/kept.ts";
import { openTimetable, type Timetable } from "../../src/reports/timetable.ts";
import { until } from "../kit/until.ts";
import { openMemoryPlace, openMemoryStore } from "../kit/memory-store.ts";

const minute = 60_000;
const hour = 60 * minute;
const at = (text: string): number => Date.parse(text);

/** A world with a clock of its own: replicas that come and go, a queue that posts, a store that they share. */
function openWorld(begin: string) {
  const memory = openMemoryPlace();
  const store = openMemoryStore(memory);
  let now = at(begin);
  const posted: { run: string; slot: string; at: number; due: number; text: string }[] = [];
  const world = {
    store, posted, leases: memory.leases, troubles: [] as string[], fingerprint: "same", chatIsAway: false, composed: 0,
    get now() { return now; },
    replica(): Timetable {
      const own = openMemoryStore(memory);
      return openTimetable({
        store: own, now: () => now, trouble: (message) => void world.troubles.push(message),
        compose: async (_plan, { due, since }): Promise<{ reply: Reply; fingerprint: string }> => {
          world.composed += 1;
          return { fingerprint: world.fingerprint, reply: { slot: "report", audience: "everyone", blocks: [{ kind: "note", text: `${new Date(due).toISOString()} since ${new Date(since).toISOString()}` }] } };
        },
        deliver: async (job: DeliveryJob) => {
          if (world.chatIsAway) return;
          // As the delivery worker does.
          if ((await own.deliveries.claim(job.run, job.slot, 1_000)).kind !== "claimed") return;
          posted.push({ run: job.run, slot: job.slot, at: now, due: job.at, text: JSON.stringify((job.reply as Reply).blocks) });
          await own.deliveries.delivered(job.run, job.slot, { channel: "C1", id: String(posted.length) });
        },
      });
    },
    async plan(cadence: Cadence, more: { onlyWhenChanged?: boolean; channel?: string } = {}) {
      const channel = more.channel ?? "C1";
      const plan = { conversation: { platform: "slack", channel }, cadence, onlyWhenChanged: more.onlyWhenChanged ?? false, stacks: [], author: "Ana", at: now };
      await reportPlansOf(store).put(`slack/${channel}`, plan);
      return planRun(`slack/${channel}`, plan);
    },
    mark: (run: string) => reportMarksOf(store).get(run),
    /** Lets time pass until then; `alive` says which replicas tick at an instant. */
    async until(end: string, alive: (at: number) => readonly Timetable[], stepMs = 50_000) {
      while (now < at(end)) {
        now += stepMs;
        await Promise.all(alive(now).map((one) => one.tick()));
      }
    },
  };
  return world;
}

const berlin: Cadence = { every: "daily", hour: 9, minute: 0, weekday: 1, timeZone: "Europe/Berlin" };

describe("reports at their times", () => {
  it.each([["spring", "2026-03-26T00:00:00Z", "2026-04-02T00:00:00Z"], ["autumn", "2026-10-22T00:00:00Z", "2026-10-29T00:00:00Z"]])("a week over the clock change in %s: once a day, within a minute, with two replicas that restart", async (_name, begin, end) => {
    const world = openWorld(begin);
    await world.plan(berlin);
    let replicas = [world.replica(), world.replica(), world.replica()];
    let ticks = 0;
    await world.until(end, () => {
      ticks += 1;
      // Every few hours one is another process; at any time one of the three may be down.
      if (ticks % 200 === 0) replicas = [world.replica(), ...replicas.slice(0, 2)];
      return ticks % 3 === 0 ? replicas.slice(1) : replicas;
    });
    expect(world.posted.map((one) => wallText("Europe/Berlin", one.due).slice(11))).toEqual(Array.from({ length: 7 }, () => "09:00"));
    expect(new Set(world.posted.map((one) => wallText("Europe/Berlin", one.due).slice(0, 10))).size).toBe(7);
    expect(Math.max(...world.posted.map((one) => one.at - one.due))).toBeLessThanOrEqual(minute);
    expect(world.troubles).toEqual([]);
  }, 60_000);

  it("an hourly one comes in each hour that passes, the repeated one too, and each tells since when", async () => {
    const world = openWorld("2026-10-24T20:30:00Z");
    const run = await world.plan({ ...berlin, every: "hourly" });
    const one = world.replica();
    await world.until("2026-10-25T06:30:00Z", () => [one]);
    expect(world.posted.map((post) => new Date(post.due).toISOString())).toEqual(duesBetween({ ...berlin, every: "hourly" }, at("2026-10-24T20:30:00Z"), at("2026-10-25T06:30:00Z"), 50).map((due) => new Date(due).toISOString()));
    expect(world.posted).toHaveLength(10);
    expect(world.posted.at(-1)?.text).toContain("06:00:00.000Z since 2026-10-25T05:00:00.000Z");
    expect((await world.mark(run))?.missed).toEqual([]);
  });

  it("says nothing twice when the clock of a machine jumps back", async () => {
    const world = openWorld("2026-11-23T07:00:00Z");
    await world.plan(berlin);
    const one = world.replica();
    await world.until("2026-11-23T08:05:00Z", () => [one]);
    const behind = openTimetable({ store: world.store, now: () => at("2026-11-23T07:30:00Z"), trouble: () => undefined, deliver: async () => { throw new Error("not again"); }, compose: async () => { throw new Error("not again"); } });
    await behind.tick();
    await world.until("2026-11-23T09:00:00Z", () => [one]);
    expect(world.posted).toHaveLength(1);
  });

  it("is late where nobody was there, and missed where that lasted too long; both are remembered", async () => {
    const world = openWorld("2026-11-20T00:00:00Z");
    const run = await world.plan(berlin);
    const one = world.replica();
    // Down from Saturday night to Tuesday 11:00: Sunday and Monday are missed, Tuesday is late.
    await world.until("2026-11-25T00:00:00Z", (now) => (now > at("2026-11-21T20:00:00Z") && now < at("2026-11-24T10:00:00Z") ? [] : [one]));
    expect(world.posted.map((post) => new Date(post.due).toISOString().slice(0, 10))).toEqual(["2026-11-20", "2026-11-21", "2026-11-24"]);
    expect((world.posted[2]?.at ?? 0) - (world.posted[2]?.due ?? 0)).toBeGreaterThan(hour);
    const mark = await world.mark(run);
    expect(mark?.missed).toEqual(["2026-11-22T08:00:00Z", "2026-11-23T08:00:00Z"].map((due) => ({ due: at(due), because: "duo-triage was not running" })));
    expect(mark?.lateMs.at(-1)).toBeGreaterThan(hour);
  });

  it("counts one that never came to stand in its channel as missed", async () => {
    const world = openWorld("2026-11-20T00:00:00Z");
    const run = await world.plan(berlin);
    const one = world.replica();
    world.chatIsAway = true;
    await world.until("2026-11-20T09:00:00Z", () => [one]);
    expect((await world.mark(run))?.missed).toEqual([{ due: at("2026-11-20T08:00:00Z"), because: "it could not be posted" }]);
    world.chatIsAway = false;
    await world.until("2026-11-21T09:00:00Z", () => [one]);
    expect(world.posted).toHaveLength(1);
  });

  it("only when changed: quiet while nothing changes, a sign of life weekly, and at once when something does", async () => {
    const world = openWorld("2026-11-02T00:00:00Z");
    await world.plan(berlin, { onlyWhenChanged: true });
    const one = world.replica();
    await world.until("2026-11-12T00:00:00Z", () => [one], 5 * minute);
    expect(world.posted.map((post) => new Date(post.due).toISOString().slice(0, 10))).toEqual(["2026-11-02", "2026-11-09"]);
    world.fingerprint = "other";
    await world.until("2026-11-13T00:00:00Z", () => [one], 5 * minute);
    expect(world.posted.at(-1)?.text).toContain("2026-11-12T08:00:00.000Z since 2026-11-09T08:00:00.000Z");
    // And composed once for each day, not for each tick.
    expect(world.composed).toBe(11);
  });

  it("comes back to the right time after a process with a clock far ahead", async () => {
    const world = openWorld("2026-11-22T00:00:00Z");
    const run = await world.plan(berlin);
    const one = world.replica();
    await world.until("2026-11-23T08:05:00Z", () => [one]);
    const ahead = openTimetable({ store: world.store, now: () => at("2026-12-05T07:30:00Z"), trouble: (message) => void world.troubles.push(message), compose: async () => ({ fingerprint: "x", reply: { slot: "report", audience: "everyone", blocks: [] } }), deliver: async () => undefined });
    await ahead.tick();
    expect((await world.mark(run))?.missed.length).toBeGreaterThan(5);
    await world.until("2026-11-25T08:05:00Z", () => [one]);
    expect(world.posted.map((post) => new Date(post.due).toISOString())).toEqual(["22", "23", "24", "25"].map((day) => `2026-11-${day}T08:00:00.000Z`));
    // What was said to be missed before it was due is not.
    expect((await world.mark(run))?.missed).toEqual([]);
    expect(world.troubles).toEqual([]);
  });

  it("is taken over within the minute where a process is killed at it", async () => {
    const world = openWorld("2026-11-23T07:59:00Z");
    await world.plan(berlin);
    // Its lease is the last thing that it did.
    const lost = openTimetable({ store: world.store, now: () => world.now, trouble: () => undefined, deliver: async () => undefined, compose: () => new Promise(() => undefined) });
    await world.until("2026-11-23T08:00:00Z", () => [], 1_000);
    void lost.tick();
    const one = world.replica();
    const began = performance.now();
    await until("the report", async () => {
      await one.tick();
      return world.posted.length === 1;
    });
    expect(performance.now() - began).toBeLessThan(50_000);
  }, 60_000);

  it("writes nothing over what another process did while it was stopped", async () => {
    const world = openWorld("2026-11-23T07:59:00Z");
    const run = await world.plan(berlin);
    await world.until("2026-11-23T08:00:00Z", () => [], 1_000);
    let goOn: () => void = () => undefined;
    let composing = false;
    const slow = openTimetable({
      store: world.store, now: () => world.now, trouble: (message) => void world.troubles.push(message), deliver: async () => undefined,
      compose: async () => {
        composing = true;
        await new Promise<void>((resolve) => { goOn = resolve; });
        return { fingerprint: "x", reply: { slot: "report", audience: "everyone", blocks: [] } };
      },
    });
    const ticking = slow.tick();
    await until("it to compose", () => composing);
    // As if it had been stopped for longer than its place is held, and another one had come.
    const mark = { lastDue: world.now + 1, missed: [{ due: 1, because: "said by the other" }], lateMs: [] };
    await reportMarksOf(world.store).put(run, mark);
    world.leases.clear();
    await world.store.leases.take(`report ${run}`, "the other", 1, 60_000);
    goOn();
    await ticking;
    expect((await world.mark(run))?.missed).toEqual(mark.missed);
    expect(world.troubles[0]).toContain("another process took it over");
  });

  it("goes on after a post that failed half way, and holds up no other channel", async () => {
    const world = openWorld("2026-11-20T07:00:00Z");
    await world.plan(berlin);
    await world.plan(berlin, { channel: "C2" });
    let broken = true;
    const half = openTimetable({
      store: world.store, now: () => world.now, trouble: (message) => void world.troubles.push(message), compose: async () => ({ fingerprint: "x", reply: { slot: "report", audience: "everyone", blocks: [] } }),
      deliver: async (job) => {
        if (broken && job.conversation.channel === "C1") throw new Error("the queue is away");
        world.posted.push({ run: job.run, slot: job.slot, at: world.now, due: job.at, text: job.conversation.channel });
        await world.store.deliveries.delivered(job.run, job.slot, null);
      },
    });
    await world.until("2026-11-20T08:02:00Z", () => [half]);
    expect(world.posted.map((post) => post.text)).toEqual(["C2"]);
    expect(world.troubles[0]).toContain("the queue is away");
    broken = false;
    await world.until("2026-11-20T08:10:00Z", () => [half]);
    expect(world.posted.map((post) => post.text)).toEqual(["C2", "C1"]);
  });
});
