import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/gateway-overloaded.ts";
import { health, healthy, healthyModel, tokenRoute } from "../../kit/gateway-seen.ts";
import { failed } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT216 gateway-overloaded", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: most health answers are slow", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": health({ firstByteMs: [1500, 1800, 300, 2100, 1700] }) }, { model: { ...healthyModel } }).level).toBe("likely");
  });
  it("is excluded: one was slow", () => {
    expect(judgeCause(cause, { ...healthy, "gateway/health": health({ firstByteMs: [9000, 3, 4, 3, 3] }) }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is a suspect: connections open and nobody gets a byte", () => {
    const still = { ...healthy, "gateway/health": health({ result: failed("no-answer"), good: false, firstByteMs: [] }), "gitlab/token-route": tokenRoute("no-answer") };
    expect(judgeCause(cause, still, { model: { ...healthyModel } }).level).toBe("suspect");
    expect(judgeCause(cause, { ...still, "gitlab/token-route": tokenRoute("granted") }, { model: { ...healthyModel } }).level).not.toBe("suspect");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
