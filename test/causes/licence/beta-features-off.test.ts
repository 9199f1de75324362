import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/licence/beta-features-off.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { but, feature, features, healthy, without } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/version", { version: "18.8.0", minor: 8 }) };

describe("DT622 beta-features-off", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named on 18.9, which no longer needs it", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/version", { version: "18.9.0", minor: 9 }) }).level);
  });

  it("is not named when beta features are on", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/version", { minor: 8 }), ...but("gitlab/application-settings", { betaFeaturesEnabled: true }) }).level);
  });

  it("is proven by a model in use that is beta, hidden from the list or not", () => {
    const off: Seen = { ...healthy, ...but("gitlab/application-settings", { betaFeaturesEnabled: false }) };
    const using = (releaseState: string): Seen => ({ "gitlab/feature-settings": features(feature("duo_chat", { model: { id: "2", name: "home-made", family: "general", releaseState } })) });
    expect(judgeCause(cause, { ...off, ...using("beta") }).level).toBe("proven");
    expect(judgeCause(cause, { ...off, ...using("ga") }).level).toBe("excluded");
    expect(judgeCause(cause, { ...off, ...using("beta"), ...but("gitlab/application-settings", { betaFeaturesEnabled: true }) }).level).toBe("excluded");
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/application-settings")).level).toBe("open");
  });
});
