import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/network/cloud-egress-missing.ts";
import { healthCheck, healthy, healthyModel, licence, row } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT529 cloud-egress-missing", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: several cloud hosts do not answer", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/licence": licence("online_cloud"), "gitlab/health-check": healthCheck("reachable", { probes: [row("billing_customers_dot_probe", false), row("billing_duo_workflow_service_probe", false)] }) }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: an offline licence", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/health-check": healthCheck("reachable", { probes: [row("billing_customers_dot_probe", false)] }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
