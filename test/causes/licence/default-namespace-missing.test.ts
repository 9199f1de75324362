import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/default-namespace-missing.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy,  };

describe("DT623 default-namespace-missing", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown, { reported: ["DCR4004"] }).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when nobody reported it", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy,  }).level);
  });
});
