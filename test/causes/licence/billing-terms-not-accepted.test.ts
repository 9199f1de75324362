import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/billing-terms-not-accepted.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy,  };

describe("DT641 billing-terms-not-accepted", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown, { reported: ["DCR4010"] }).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when nobody reported it", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy,  }).level);
  });
});
