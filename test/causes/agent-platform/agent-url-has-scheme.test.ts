import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/agent-url-has-scheme.ts";
import { agentAddress, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT410 agent-url-has-scheme", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: a scheme stands before it", () => {
    expect(judgeCause(cause, { ...healthy, "agent/address": agentAddress({ stored: "http://gw.test:50052", hasScheme: true }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: host and port alone", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
