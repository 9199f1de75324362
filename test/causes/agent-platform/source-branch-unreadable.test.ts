import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/source-branch-unreadable.ts";
import { healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT446 source-branch-unreadable", () => {
  it("is proven: DCR4009 was reported", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel }, reported: ["DCR4009"] }).level).toBe("proven");
  });
  it("is excluded: another code was reported", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel }, reported: ["DCR4002"] }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
