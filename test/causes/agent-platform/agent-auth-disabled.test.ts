import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/agent-auth-disabled.ts";
import { capabilities, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT421 agent-auth-disabled", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: it answers without a token", () => {
    expect(judgeCause(cause, { ...healthy, "agent/capabilities": capabilities(true) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: it does not", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
