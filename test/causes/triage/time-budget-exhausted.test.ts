import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/triage/time-budget-exhausted.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, "gitlab/completion": { absent: { reason: "over-budget" } } };

describe("DT915 time-budget-exhausted", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, healthy).level);
  });
});
