import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/classic-chat-not-authorised.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/chat", { code: "M3006" }), ...but("gitlab/seat", { assigned: [] }) };

describe("DT638 classic-chat-not-authorised", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named with a Duo Enterprise seat", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/chat", { code: "M3006" }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/chat")).level).toBe("open");
  });
});
