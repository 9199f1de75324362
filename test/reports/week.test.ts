import { expect, it } from "vitest";
import { type Cadence, duesBetween } from "../../src/core/cadence.ts";
import { planRun, reportMarksOf, reportPlansOf } from "../../src/core/kept.ts";
import { openTimetable, type Timetable } from "../../src/reports/timetable.ts";
import { openMemoryPlace, openMemoryStore } from "../kit/memory-store.ts";

/**
 * Nine days, second by second where something happens: two keepers that are restarted every few hours, an outage of both, a platform that is
 * away, and every form of plan at once. What stands in the channels is held against what a person would expect.
 */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const zone = "Europe/Berlin";
const plansOf: readonly { channel: string; cadence: Cadence; onlyWhenChanged: boolean }[] = [
  { channel: "daily", cadence: { every: "daily", hour: 9, minute: 0, weekday: 1, timeZone: zone }, onlyWhenChanged: false },
  // Does not exist on the night of spring, and comes twice in that of autumn.
  { channel: "night", cadence: { every: "daily", hour: 2, minute: 30, weekday: 1, timeZone: zone }, onlyWhenChanged: false },
  { channel: "weekly", cadence: { every: "weekly", hour: 16, minute: 30, weekday: 5, timeZone: zone }, onlyWhenChanged: false },
  { channel: "hourly", cadence: { every: "hourly", hour: 0, minute: 15, weekday: 1, timeZone: zone }, onlyWhenChanged: false },
  { channel: "half", cadence: { every: "hourly", hour: 0, minute: 30, weekday: 1, timeZone: "Australia/Lord_Howe" }, onlyWhenChanged: false },
  { channel: "quiet", cadence: { every: "daily", hour: 8, minute: 0, weekday: 1, timeZone: "America/New_York" }, onlyWhenChanged: true },
];

it.each([
  ["spring", Date.parse("2026-03-25T00:00:07Z")],
  ["autumn", Date.parse("2026-10-21T00:00:07Z")],
])("nine days over the clock change in %s: each report once and in its minute; what was late says so, what was missed is told", async (_season, began) => {
  const memory = openMemoryPlace();
  let now = began;
  const posted: { channel: string; due: number; at: number }[] = [];
  const troubles: string[] = [];
  let changes = 0;
  /** Both keepers are away, longer than an hourly report is of use; then the platform alone, longer than a post is waited for. */
  const outage = { from: began + 2 * day + 5 * hour, to: began + 2 * day + 8 * hour };
  const silence = { from: began + 6 * day + 5 * hour, to: began + 6 * day + 6 * hour };
  const within = ({ from, to }: { from: number; to: number }, at: number): boolean => at > from && at <= to;

  const keeper = (): Timetable => {
    const store = openMemoryStore(memory);
    return openTimetable({
      store, now: () => now, trouble: (message) => void troubles.push(message),
      compose: async (plan) => ({ fingerprint: plan.onlyWhenChanged ? `seen ${changes}` : "same", reply: { slot: "report", audience: "everyone", blocks: [] } }),
      async deliver({ run, slot, conversation, at }) {
        if (within(silence, now)) return;
        // As the delivery worker does.
        if ((await store.deliveries.claim(run, slot, 1_000)).kind !== "claimed") return;
        posted.push({ channel: conversation.channel, due: at, at: now });
        await store.deliveries.delivered(run, slot, { channel: conversation.channel, id: String(posted.length) });
      },
    });
  };
  const store = openMemoryStore(memory);
  for (const { channel, cadence, onlyWhenChanged } of plansOf) await reportPlansOf(store).put(`slack/${channel}`, { conversation: { platform: "slack", channel }, cadence, onlyWhenChanged, stacks: [], author: "Ana", at: began });

  const keepers = [keeper(), keeper()];
  const end = began + 9 * day;
  for (let tick = 0; now < end; tick += 1) {
    now += 20_000;
    if (within(outage, now)) continue;
    // Each of the two is another process every seven hours, not at once, and between two of its ticks.
    if (tick % 1_260 === 0) keepers[0] = keeper();
    if (tick % 1_260 === 630) keepers[1] = keeper();
    if (tick === 3 * 4_320) changes += 1;
    // One of them may stand still for a while.
    await Promise.all((tick % 7 === 0 ? keepers.slice(1) : keepers).map((one) => one.tick()));
  }

  for (const { channel, cadence, onlyWhenChanged } of plansOf) {
    const dues = duesBetween(cadence, began, end, 1_000);
    const mine = posted.filter((post) => post.channel === channel);
    const mark = await reportMarksOf(store).get(planRun(`slack/${channel}`, { at: began }));
    const missed = mark?.missed.map(({ due }) => due) ?? [];
    expect(new Set(mine.map(({ due }) => due)).size, `${channel}: once`).toBe(mine.length);
    if (onlyWhenChanged) {
      // The first, the first after the change, and the weekly sign of life after that is not due within these days.
      expect(mine, channel).toHaveLength(2);
      continue;
    }
    expect([...mine.map(({ due }) => due), ...missed].toSorted(), `${channel}: posted or told`).toEqual(dues);
    for (const { due, at } of mine) {
      const late = at - due;
      if (within(outage, due)) expect(late, `${channel}: late after the outage`).toBeGreaterThan(0);
      else expect(late, `${channel}: ${new Date(due).toISOString()}`).toBeLessThanOrEqual(minute);
    }
    if (cadence.every === "daily") expect(mark?.lateMs.filter((ms) => ms > minute).length, `${channel}: known to be late`).toBe(mine.filter(({ due, at }) => at - due > minute).length);
    expect(missed.every((due) => within(outage, due) || within(silence, due)), `${channel}: missed only where nobody was there`).toBe(true);
    const expected = { daily: 9, night: 9, weekly: 1, hourly: 216, half: 216 }[channel] ?? 0;
    // The zone of half an hour changes at another time of the year, and its hours never do.
    expect(Math.abs(dues.length - expected), channel).toBeLessThanOrEqual(1);
  }
  expect(posted.filter(({ channel, due }) => channel === "hourly" && within(silence, due))).toEqual([]);
  expect(troubles).toEqual([]);
}, 120_000);
