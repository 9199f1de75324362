import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/outbound-filter-blocks-gateway.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, cutOff } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...cutOff, ...but("gitlab/health-check", { gatewayHost: { state: "blocked", text: "URL is blocked" } }) };

describe("DT110 outbound-filter-blocks-gateway", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when GitLab got its token: only the probe is blocked", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gitlab/health-check", { gatewayHost: { state: "blocked", text: "URL is blocked" } }) }).level);
  });

  it("is not named when the host timed out", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...cutOff, ...but("gitlab/health-check", { gatewayHost: { state: "timeout", text: "execution expired" } }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gitlab/health-check")).level).toBe("open");
  });
});
