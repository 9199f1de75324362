import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/credits-exhausted.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/credits", { available: false }), ...but("gitlab/version", { version: "19.3.0", major: 19, minor: 3 }) };

describe("DT640 credits-exhausted", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is proven when the code was reported", () => {
    expect(judgeCause(cause, { ...healthy,  }, { reported: ["DCR4002"] }).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named with an offline licence, which needs none", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/credits", { available: false }), ...but("gitlab/licence", { type: "offline_cloud" }), ...but("gitlab/version", { major: 19, minor: 3 }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/credits")).level).toBe("open");
  });
});
