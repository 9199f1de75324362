import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gitlab/gateway-url-malformed.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, cutOff } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...cutOff, ...but("gateway/address", { malformed: "no-scheme" }) };

describe("DT103 gateway-url-malformed", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is proven by the words of the health check", () => {
    expect(judgeCause(cause, { ...healthy, ...cutOff, ...but("gitlab/health-check", { gatewayHost: { state: "invalid-url", text: "x is not a valid URL." } }) }).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when the address is complete and does not resolve", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...cutOff, ...but("gitlab/health-check", { gatewayHost: { state: "name-not-found", text: "getaddrinfo" } }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gateway/address", "gitlab/health-check")).level).toBe("open");
  });
});
