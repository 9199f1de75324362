import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/triage/gitlab-schema-unknown.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, "gitlab/duo-settings": { absent: { reason: "not-applicable", because: "unknown" } } };

describe("DT916 gitlab-schema-unknown", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named below 17.9, which does not have them", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/duo-settings": { absent: { reason: "not-applicable", because: "unknown" } }, ...but("gitlab/version", { version: "17.8.0", major: 17, minor: 8 }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/version")).level).toBe("open");
  });
});
