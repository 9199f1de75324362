import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/seat-kind-insufficient.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/seat", { assigned: ["CODE_SUGGESTIONS"] }) };

describe("DT613 seat-kind-insufficient", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown, { reported: ["M3005"] }).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named with a Duo Enterprise seat", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy,  }, { reported: ["M3005"] }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/seat"), { reported: ["M3005"] }).level).toBe("open");
  });
});
