import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/model-incompatible-with-feature.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { feature, features, healthy, without } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, "gitlab/feature-settings": features(feature("duo_chat", { compatibleFamilies: ["claude_3", "gpt"], validModels: [] })) };

describe("DT635 model-incompatible-with-feature", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when GitLab offers the model for the feature, however it spells the family", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/feature-settings": features(feature("duo_chat", { compatibleFamilies: ["mistral_7b"], validModels: ["mistral"] })) }).level);
  });

  it("is not named when GitLab does not tell", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, "gitlab/feature-settings": features(feature("duo_chat", { compatibleFamilies: null, validModels: null })) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/feature-settings")).level).toBe("open");
  });
});
