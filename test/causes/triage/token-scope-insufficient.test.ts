import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/triage/token-scope-insufficient.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/token", { scopes: ["read_api"], rung: "user", administrator: false }) };

describe("DT906 token-scope-insufficient", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is proven when Admin Mode blocks an administrator", () => {
    expect(judgeCause(cause, { ...healthy, ...but("gitlab/token", { rung: "ai-features", adminModeBlocks: true }) }).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the account is merely no administrator", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/token", { rung: "ai-features", administrator: false }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/token", "gitlab/token-route")).level).toBe("open");
  });
});
