import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/duo-off-for-instance.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/application-settings", { duoFeaturesEnabled: false, duoFeaturesLocked: true }) };

describe("DT620 duo-off-for-instance", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when it is off by default and groups have turned it on", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/application-settings", { duoFeaturesEnabled: false, duoFeaturesLocked: false }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/application-settings")).level).toBe("open");
  });
});
