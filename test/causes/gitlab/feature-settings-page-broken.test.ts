import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/feature-settings-page-broken.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, "gitlab/feature-settings": { state: "internal-error", said: "Internal server error" }, ...but("gitlab/version", { version: "18.4.0", minor: 4, patch: 0 }) };

describe("DT134 feature-settings-page-broken", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named on another version", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/feature-settings": { state: "internal-error", said: "Internal server error" } }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/version")).level).toBe("open");
  });
});
