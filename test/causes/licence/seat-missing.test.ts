import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/seat-missing.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, denied, seatless, addOns } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...seatless };

describe("DT612 seat-missing", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is proven for a configured account, whatever the bot's own token is granted", () => {
    expect(judgeCause(cause, { ...healthy, ...but("gitlab/seat", { username: "jane", configured: true, assigned: [] }), ...but("gitlab/user-access", { isProbeUser: false }) }).level).toBe("proven");
  });

  it("is suspect when an ordinary user is refused and nothing else can be read", () => {
    expect(judgeCause(cause, { ...healthy, ...denied }).level).toBe("suspect");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when all seats are taken", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...seatless, ...addOns({ purchased: 3 }) }).level);
  });

  it("is not named for a bot's own account to which code suggestions are granted", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/seat", { assigned: [] }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/seat")).level).toBe("open");
  });
});
