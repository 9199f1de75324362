import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/feature-left-on-cloud-models.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { feature, features, healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, "gitlab/feature-settings": features(feature("code_completions"), feature("duo_chat", { provider: "vendored", model: null })), ...but("gitlab/licence", { type: "offline_cloud" }) };

describe("DT631 feature-left-on-cloud-models", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named on a hybrid site with an online licence", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/feature-settings": features(feature("code_completions"), feature("duo_chat", { provider: "vendored", model: null })) }).level);
  });

  it("is not named for completion, which has a cause of its own", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/licence", { type: "offline_cloud" }), "gitlab/feature-settings": features(feature("code_completions", { provider: "vendored", model: null }), feature("duo_chat")) }).level);
  });

  it("is not named for a chat sub-feature that General Chat answers", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/licence", { type: "offline_cloud" }), "gitlab/feature-settings": features(feature("duo_chat"), feature("duo_chat_explain_code", { provider: "unassigned", model: null })) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/feature-settings")).level).toBe("open");
  });
});
