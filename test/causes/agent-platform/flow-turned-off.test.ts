import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/flow-turned-off.ts";
import { healthCheck, healthy, healthyModel, row } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT443 flow-turned-off", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: GitLab's own check says so", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/health-check": healthCheck("reachable", { probes: [row("allow_flow_execution_probe", false)] }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is proven: it was reported", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel }, reported: ["DCR4000"] }).level).toBe("proven");
  });
  it("is excluded: they are on", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
