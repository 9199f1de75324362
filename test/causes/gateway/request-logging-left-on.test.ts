import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/request-logging-left-on.ts";
import { healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT224 request-logging-left-on", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: errors are shown whole", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/validation-detail": { status: 422, detailed: true } }, { model: { ...healthyModel } }).level).toBe("proven");
  });
  it("is excluded: they are not", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
