import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gateway-url-lost-in-upgrade.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/duo-settings", { aiGatewayUrl: null, duoAgentPlatformServiceUrl: null }), ...but("gitlab/version", { version: "19.3.0", major: 19, minor: 3, patch: 0 }) };

describe("DT102 gateway-url-lost-in-upgrade", () => {
  it("is likely where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("likely");
  });

  it("is proven with the address that an earlier run saw on 19.1", () => {
    expect(judgeCause(cause, { ...healthy, ...but("gitlab/duo-settings", { aiGatewayUrl: null, duoAgentPlatformServiceUrl: null }), ...but("gitlab/version", { version: "19.3.0", major: 19, minor: 3, patch: 0 }), "gitlab/earlier": { lastRunAt: "2026-11-20T10:00:00Z", at: "2026-11-20T10:00:00Z", version: "19.1.2", aiGatewayUrl: "http://aigw.internal:5052", kids: null, addOns: null, modelAddresses: {} } }).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when only the gateway address is empty", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/duo-settings", { aiGatewayUrl: null, duoAgentPlatformServiceUrl: null }), ...but("gitlab/version", { version: "19.3.0", major: 19, minor: 3, patch: 0 }), ...but("gitlab/duo-settings", { aiGatewayUrl: null }) }).level);
  });

  it("is not named on another version", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/duo-settings", { aiGatewayUrl: null, duoAgentPlatformServiceUrl: null }), ...but("gitlab/version", { version: "19.3.0", major: 19, minor: 3, patch: 0 }), ...but("gitlab/version", {}) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/version")).level).toBe("open");
  });
});
