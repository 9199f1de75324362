import { describe, expect, it } from "vitest";
import { openSpacing } from "../../../src/chat/discord/spacing.ts";

describe("turns of calls", () => {
  it("never come more often than told within a second, whenever that second begins, and the first few without a wait", async () => {
    const turn = openSpacing(40, 4);
    const began = performance.now();
    const times = await Promise.all(Array.from({ length: 90 }, () => turn().then(() => performance.now() - began)));
    // None comes before its time, however slow the machine is.
    for (const [place, at] of times.entries()) expect(at, `turn ${place}`).toBeGreaterThanOrEqual((place - 4) * 25 - 2);
  });

  it("are saved up by a pause for a few only", async () => {
    let clock = 0;
    const turn = openSpacing(40, 4, () => clock);
    await turn();
    clock = 60_000;
    const real = performance.now();
    for (let count = 0; count < 8; count += 1) await turn();
    // Five at once, then each a gap later than the one before: 25 + 50 + 75 ms, since this clock stands still.
    expect(performance.now() - real).toBeGreaterThanOrEqual(145);
  });
});
