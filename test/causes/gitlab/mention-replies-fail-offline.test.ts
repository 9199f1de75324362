import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/mention-replies-fail-offline.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/licence", { type: "offline_cloud" }), ...but("gitlab/version", { version: "19.2.1", major: 19, minor: 2, patch: 1 }) };

describe("DT136 mention-replies-fail-offline", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown, { reported: ["chat-cant-generate"] }).level).toBe("likely");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when nobody reported it", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/licence", { type: "offline_cloud" }), ...but("gitlab/version", { version: "19.2.1", major: 19, minor: 2, patch: 1 }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/version"), { reported: ["chat-cant-generate"] }).level).toBe("open");
  });
});
