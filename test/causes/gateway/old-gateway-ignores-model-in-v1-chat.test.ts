import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/gateway/old-gateway-ignores-model-in-v1-chat.ts";
import { definitions, healthy, healthyModel, version } from "../../kit/gateway-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT272 old-gateway-ignores-model-in-v1-chat", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: an 18.1 whose gateway lists nothing without a token", () => {
    expect(judgeCause(cause, { ...healthy, "gitlab/version": version("18.1.0"), "gateway/definitions": definitions(null, "18.3", { state: "closed" }) }, { model: { ...healthyModel } }).level).toBe("likely");
  });
  it("is excluded: a later release", () => {
    expect(judgeCause(cause, { ...healthy }, { model: { ...healthyModel } }).level).toBe("excluded");
  });
  it("is excluded on a healthy stack", () => {
    expect(judgeCause(cause, healthy, { model: healthyModel }).level).toBe("excluded");
  });
});
