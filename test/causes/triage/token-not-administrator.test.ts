import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/triage/token-not-administrator.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/token", { rung: "ai-features", administrator: false }) };

describe("DT907 token-not-administrator", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when Admin Mode blocks an administrator", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/token", { rung: "ai-features", adminModeBlocks: true }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/token")).level).toBe("open");
  });
});
