import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gateway-url-not-set.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, cutOff } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/duo-settings", { aiGatewayUrl: null }), ...cutOff, ...but("gitlab/health-check", { gatewayHost: null }) };

describe("DT101 gateway-url-not-set", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when nothing self-hosted is set up: no model is entered", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/duo-settings", { aiGatewayUrl: null }), ...cutOff, ...but("gitlab/health-check", { gatewayHost: null }), "gitlab/models": { models: [] } }).level);
  });

  it("is not named when the licence has expired, which hides the setting", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/duo-settings", { aiGatewayUrl: null }), ...cutOff, ...but("gitlab/health-check", { gatewayHost: null }), ...but("gitlab/licence", { expired: true }) }).level);
  });

  it("is not named when both addresses are empty on 19.3, which an upgrade may have done", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/duo-settings", { aiGatewayUrl: null }), ...cutOff, ...but("gitlab/health-check", { gatewayHost: null }), ...but("gitlab/duo-settings", { aiGatewayUrl: null, duoAgentPlatformServiceUrl: null }), ...but("gitlab/version", { version: "19.3.0", major: 19, minor: 3 }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/duo-settings")).level).toBe("open");
  });
});
