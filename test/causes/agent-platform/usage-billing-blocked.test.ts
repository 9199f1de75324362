import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/agent-platform/usage-billing-blocked.ts";
import { agentRow, healthCheck, healthy, healthyModel, licence, row } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT428 usage-billing-blocked", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: only the cloud agent service is out of reach", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/licence": licence("online_cloud"), "gitlab/health-check": healthCheck("reachable", { probes: [row("billing_duo_workflow_service_probe", false), row("billing_customers_dot_probe", true)], agentService: [agentRow(true)] }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: the whole egress is missing", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/licence": licence("online_cloud"), "gitlab/health-check": healthCheck("reachable", { probes: [row("billing_duo_workflow_service_probe", false), row("billing_customers_dot_probe", false)], agentService: [agentRow(true)] }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
