import { setTimeout as wait } from "node:timers/promises";
import { expect, it } from "vitest";
import { watchOwnStall } from "../../src/facts/stall.ts";

const standStill = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

it("counts the time in which this process stood still, and no waiting for others", async () => {
  const stalled = watchOwnStall();
  await wait(20);
  standStill(1500);
  await wait(20);
  expect(stalled.stop()).toBeGreaterThan(1000);
});

it("knows of a stall that has only just ended", () => {
  const stalled = watchOwnStall();
  standStill(900);
  expect(stalled.stop()).toBeGreaterThan(400);
});
