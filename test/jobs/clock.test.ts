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

it("is the machine's until the server has answered", () => {
  const clock = openClock(() => Promise.reject(new Error("away")));
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(60_000);
  clock.close();
});
