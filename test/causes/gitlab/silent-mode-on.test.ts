import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/silent-mode-on.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/application-settings", { silentMode: true }) };

describe("DT132 silent-mode-on", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when Duo is off and Silent Mode is not", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/application-settings", { duoFeaturesEnabled: false }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/application-settings")).level).toBe("open");
  });
});
