import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/service-account-not-ready.ts";
import { healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT442 service-account-not-ready", () => {
  it("is proven: DCR4001 was reported", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel }, reported: ["DCR4001"] }).level).toBe("proven");
  });
  it("is excluded: another code was reported", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel }, reported: ["DCR4002"] }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
