import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/gateway-model-timeout-too-low.ts";
import { chat, healthy, healthyModel } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT226 gateway-model-timeout-too-low", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is one of several: the gateway runs out of time", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel, "gateway/chat": chat({ outcome: "error", said: "litellm.Timeout", errorClass: "Timeout", text: null, ms: 180_000, end: "cut" }) } }).level).toBe("suspect");
  });
  it("is excluded: another error comes", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel, "gateway/chat": chat({ outcome: "error", said: "litellm.Timeout", errorClass: "NotFoundError", text: null, ms: 180_000, end: "cut" }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
