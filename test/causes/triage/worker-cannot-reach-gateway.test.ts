import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/triage/worker-cannot-reach-gateway.ts";
import { judgeCause, type Seen } from "../../kit/rules.ts";
import { healthy, without, but, cutOff } from "../healthy-gitlab.ts";

const shown: Seen = { ...healthy, ...but("gateway/reach", { state: "connect-timeout" }) };

describe("DT921 worker-cannot-reach-gateway", () => {
  it("is proven where the facts show it", () => {
    expect(judgeCause(cause, shown).level).toBe("proven");
  });

  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy).level).toBe("excluded");
  });

  it("is not named when GitLab gets no answer either", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...cutOff, ...but("gateway/reach", { state: "connect-timeout" }), ...but("gitlab/health-check", { gatewayHost: { state: "timeout", text: "execution expired" } }) }).level);
  });

  it("is not named when the worker only distrusts the certificate", () => {
    expect(["excluded", "open"]).toContain(judgeCause(cause, { ...healthy, ...but("gateway/reach", { state: "untrusted" }) }).level);
  });

  it("is open where what would tell was not seen", () => {
    expect(judgeCause(cause, without(shown, "gateway/reach")).level).toBe("open");
  });
});
