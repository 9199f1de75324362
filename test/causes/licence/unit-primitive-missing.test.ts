import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/unit-primitive-missing.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy,  };

describe("DT634 unit-primitive-missing", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown, { reported: ["G3001"] }).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named with a lesser seat", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/seat", { assigned: ["CODE_SUGGESTIONS"] }) }, { reported: ["G3001"] }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/seat"), { reported: ["G3001"] }).level).toBe("open");
  });
});
