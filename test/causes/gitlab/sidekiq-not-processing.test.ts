import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/sidekiq-not-processing.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/chat", { answered: false, ms: 120_000 }), ...but("gitlab/sidekiq", { backlogFirst: 200, backlogSecond: 260, latencySeconds: 300 }) };

describe("DT130 sidekiq-not-processing", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is suspect when the queues look fine", () => {
    expect(judgeCause(cause, { ...healthy, ...but("gitlab/chat", { answered: false, ms: 120_000 }) }).level).toBe("suspect");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the answer came with a code", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/chat", { code: "A1000" }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/chat")).level).toBe("open");
  });
});
