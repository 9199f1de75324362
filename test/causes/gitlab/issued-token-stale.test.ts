import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/issued-token-stale.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { feature, features, healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/health-check", { probes: [{ name: "access_probe", success: false, message: "Access token has expired", errors: [] }] }), "gitlab/feature-settings": features(feature("code_completions"), feature("duo_chat", { provider: "vendored", model: null })) };

describe("DT121 issued-token-stale", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the data is stale, not the token", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/health-check", { probes: [{ name: "access_probe", success: false, message: "Access data is stale", errors: [] }] }) }).level);
  });

  it("is not named when no feature uses the cloud", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/health-check", { probes: [{ name: "access_probe", success: false, message: "Access token has expired", errors: [] }] }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/health-check")).level).toBe("open");
  });
});
