import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/compute-minutes-used-up.ts";
import { healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT445 compute-minutes-used-up", () => {
  it("is proven: DCR4012 was reported", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel }, reported: ["DCR4012"] }).level).toBe("proven");
  });
  it("is excluded: another code was reported", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel }, reported: ["DCR4002"] }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
