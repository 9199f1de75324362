import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/no-seats-left.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, seatless, addOns } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...seatless, ...addOns({ purchased: 3 }) };

describe("DT614 no-seats-left", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when seats are free", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...seatless }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/add-ons")).level).toBe("open");
  });
});
