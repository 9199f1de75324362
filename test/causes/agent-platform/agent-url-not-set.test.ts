import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/agent-url-not-set.ts";
import { duoSettings, features, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT411 agent-url-not-set", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: agent features are self-hosted and no address is set", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/duo-settings": duoSettings({ duoAgentPlatformServiceUrl: null }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: no agent feature is self-hosted", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/duo-settings": duoSettings({ duoAgentPlatformServiceUrl: null }), "gitlab/feature-settings": features({ duo_chat: "self_hosted" }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
