import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/self-sign-switch-left-on.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gitlab/health-check", { probes: [{ name: "host_probe", success: true, message: "aigw.internal reachable", errors: [] }, { name: "end_to_end_probe", success: true, message: "ok", errors: [] }] }) };

describe("DT142 self-sign-switch-left-on", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when no gateway is set, which makes the set small too", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/health-check", { probes: [{ name: "host_probe", success: true, message: "aigw.internal reachable", errors: [] }, { name: "end_to_end_probe", success: true, message: "ok", errors: [] }] }), ...but("gitlab/duo-settings", { aiGatewayUrl: null }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/health-check")).level).toBe("open");
  });
});
