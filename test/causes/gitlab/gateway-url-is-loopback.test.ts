import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gateway-url-is-loopback.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, cutOff, elsewhere } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...cutOff, ...but("gitlab/duo-settings", { aiGatewayUrl: "http://localhost:5052" }), ...elsewhere("http://aigw.internal:5052", "agent-host") };

describe("DT105 gateway-url-is-loopback", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when no gateway answers elsewhere: it is simply down", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...cutOff, ...but("gitlab/duo-settings", { aiGatewayUrl: "http://localhost:5052" }), ...elsewhere("http://aigw.internal:5052", "agent-host"), ...elsewhere("http://aigw.internal:5052", "agent-host", false) }).level);
  });

  it("is not named when GitLab gets its token: both live on one machine", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...cutOff, ...but("gitlab/duo-settings", { aiGatewayUrl: "http://localhost:5052" }), ...elsewhere("http://aigw.internal:5052", "agent-host"), ...but("gitlab/token-route", {}) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gateway/elsewhere")).level).toBe("open");
  });
});
