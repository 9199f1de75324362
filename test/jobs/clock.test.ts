import { afterEach, expect, it, vi } from "vitest";
import { openClock } from "../../src/jobs/clock.ts";
import { until } from "../kit/until.ts";

afterEach(() => vi.restoreAllMocks());

it("is the server's, and does not jump with the machine's", async () => {
  const hour = 3_600_000;
  const real = Date.now;
  const clock = openClock(async () => real() - 24 * hour);
  await until("the server's time", () => Math.abs(clock.now() - (real() - 24 * hour)) < hour);
  for (const jump of [hour, -hour]) {
    vi.spyOn(Date, "now").mockImplementation(() => real() + jump);
    const before = clock.now();
    expect(clock.now() - before).toBeGreaterThanOrEqual(0);
    expect(Math.abs(before - (real() - 24 * hour))).toBeLessThan(hour / 2);
  }
  clock.close();
});

it("is the machine's until the server has answered, and says so; it is asked again soon", async () => {
  let away = true;
  const began = performance.now();
  const clock = openClock(async () => {
    if (away) throw new Error("away");
    return 86_400_000;
  });
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(60_000);
  expect(clock.isKnown()).toBe(false);
  away = false;
  await until("the server's time", () => clock.isKnown());
  expect(clock.now()).toBeLessThan(2 * 86_400_000);
  // Well before the pace at which a known time is asked for.
  expect(performance.now() - began).toBeLessThan(14_000);
  clock.close();
});
