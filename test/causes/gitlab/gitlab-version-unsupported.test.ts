import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gitlab-version-unsupported.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/version", { version: "16.11.0", major: 16, minor: 11 }) };

describe("DT152 gitlab-version-unsupported", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named on 17.9, which is the oldest that is known", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/version", { version: "17.9.0", major: 17, minor: 9 }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/version")).level).toBe("open");
  });
});
