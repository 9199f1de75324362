import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/feature-disabled.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { feature, features, healthy, without } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, "gitlab/feature-settings": features(feature("code_completions"), feature("duo_chat", { provider: "disabled", model: null })) };

describe("DT632 feature-disabled", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named for a smaller feature, which is a choice", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/feature-settings": features(feature("code_completions"), feature("duo_chat"), feature("glab_ask_git_command", { provider: "disabled", model: null })) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/feature-settings")).level).toBe("open");
  });
});
