import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NewTriageJob } from "../../src/core/queue.ts";
import { offsetOf, openRounds, type Round, roundRun, slotAt } from "../../src/jobs/rounds.ts";

const minute = 60_000;
const start = Date.parse("2026-11-23T00:00:00Z");
const rounds = (count: number, everyMs = 5 * minute): Round[] => Array.from({ length: count }, (_, place) => ({ stack: `stack-${place}`, site: "default", everyMs }));

function openWorld(list: readonly Round[]) {
  let now = start;
  const asked: (NewTriageJob & { delayMs: number; when: number })[] = [];
  const troubles: string[] = [];
  const world = {
    asked, troubles, away: false,
    open: () => openRounds({
      rounds: list, now: () => now, trouble: (message) => void troubles.push(message),
      ask: async (job, { delayMs = 0 } = {}) => {
        if (world.away) return { kind: "away", reason: "connection refused" };
        asked.push({ ...job, delayMs, when: now });
        return { kind: "asked", run: job.run, joined: false, startedAt: now, by: "" };
      },
    }),
    async pass(ms: number, each: () => Promise<void>, stepMs = 5_000) {
      for (const end = now + ms; now < end; ) {
        now += stepMs;
        await each();
      }
    },
  };
  return world;
}

describe("checks by the clock", () => {
  it("come once in each interval, in every process under the same name", async () => {
    const world = openWorld(rounds(20));
    const both = [world.open(), world.open()];
    await world.pass(60 * minute, async () => void (await Promise.all(both.map((one) => one.tick()))));
    const names = world.asked.map((job) => job.run);
    expect(names).toHaveLength(2 * 20 * 12);
    expect(new Set(names).size).toBe(20 * 12);
    expect(world.asked.every((job) => job.trigger === "schedule" && job.conversation === undefined && !job.question.deep)).toBe(true);
  });

  it("are spread over the interval: no second asks for more than a few of a thousand", async () => {
    const world = openWorld(rounds(1_000));
    const one = world.open();
    await world.pass(5 * minute, () => one.tick(), 1_000);
    expect(world.asked).toHaveLength(1_000);
    const perSecond = new Map<number, number>();
    for (const { when } of world.asked) perSecond.set(when, (perSecond.get(when) ?? 0) + 1);
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(14);
  });

  it("make no burst after a restart", async () => {
    const world = openWorld(rounds(100));
    await world.open().tick();
    expect(world.asked).toEqual([]);
  });

  it("are asked for again when the queue is back, and its absence is told once", async () => {
    const world = openWorld(rounds(1));
    const one = world.open();
    world.away = true;
    await world.pass(6 * minute, () => one.tick());
    expect(world.troubles).toEqual(["Checks by schedule wait: connection refused"]);
    world.away = false;
    await world.pass(5_000, () => one.tick());
    expect(world.asked).toHaveLength(1);
  });

  it("look again soon after a doubt, under one name for one run", async () => {
    const world = openWorld(rounds(2));
    const one = world.open();
    await one.recheck("stack-1", "r-1");
    await one.recheck("stack-1", "r-1");
    await one.recheck("unknown", "r-2");
    expect(world.asked.map(({ stack, delayMs }) => [stack, delayMs])).toEqual([["stack-1", 45_000], ["stack-1", 45_000]]);
    expect(new Set(world.asked.map(({ run }) => run)).size).toBe(1);
  });

  it("a slot holds every moment of its interval, and names are safe", () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,39}$/u), fc.integer({ min: 30_000, max: 86_400_000 }), fc.integer({ min: start, max: start + 10 * 365 * 86_400_000 }), (stack, everyMs, now) => {
      const slot = slotAt({ stack, site: "default", everyMs }, now);
      expect(slot).toBeLessThanOrEqual(now);
      expect(now - slot).toBeLessThan(everyMs);
      expect(offsetOf(stack, everyMs)).toBeLessThan(everyMs);
      expect(roundRun(stack, slot)).toMatch(/^[A-Za-z][A-Za-z0-9._@-]{0,127}$/u);
    }));
  });
});
