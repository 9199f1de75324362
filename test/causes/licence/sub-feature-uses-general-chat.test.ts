import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/sub-feature-uses-general-chat.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { feature, features, healthy, without } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, "gitlab/feature-settings": features(feature("duo_chat"), feature("duo_chat_explain_code", { provider: "unassigned", model: null })) };

describe("DT633 sub-feature-uses-general-chat", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when General Chat itself is not self-hosted", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/feature-settings": features(feature("duo_chat", { provider: "vendored", model: null }), feature("duo_chat_explain_code", { provider: "unassigned", model: null })) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/feature-settings")).level).toBe("open");
  });
});
