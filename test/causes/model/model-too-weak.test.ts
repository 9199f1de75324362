import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-too-weak.ts";
import { endpoint, gitlabChat, healthyModel, healthyStack } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT366 model-too-weak", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: chat ends with A1006 on a model of no known family", () => {
    expect(judgeCause(cause, { "gitlab/chat": gitlabChat("A1006") }, { model: { ...healthyModel, "model/endpoint": endpoint({ family: "general" }) } }).level).toBe("likely");
  });
  it("is excluded: chat answers", () => {
    expect(judgeCause(cause, { "gitlab/chat": gitlabChat(null) }, { model: { ...healthyModel, "model/endpoint": endpoint({ family: "general" }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
