import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/licence-expired.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, denied } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/licence", { expired: true, expiresAt: "2026-11-01" }) };

describe("DT601 licence-expired", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is suspect when an ordinary user is refused and nothing else can be read", () => {
    expect(judgeCause(cause, { ...healthy, ...denied }).level).toBe("suspect");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when it ends tomorrow", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/licence", { expired: false, expiresAt: "2026-11-23" }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/licence")).level).toBe("open");
  });
});
