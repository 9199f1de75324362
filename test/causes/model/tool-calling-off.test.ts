import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/tool-calling-off.ts";
import { chat, endpoint, healthyModel, healthyStack, refused, spoken, tools } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT370 tool-calling-off", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: `auto` is refused and `required` accepted", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/tools": tools({ auto: refused(400), required: spoken() }) } }).level).toBe("proven");
  });
  it("is likely: both are refused in unknown words", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/tools": tools({ auto: refused(500), required: refused(500) }) } }).level).toBe("likely");
  });
  it("is excluded: no agent uses the model", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/endpoint": endpoint({ features: ["duo_chat"] }), "model/tools": tools({ auto: refused(400), required: spoken() }) } }).level).toBe("excluded");
  });
  it("is excluded: prose instead of a call is no fault", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/tools": tools({ auto: spoken({ content: "It is noon." }) }) } }).level).toBe("excluded");
  });
  it("is excluded: the server fails with 500 now and then, tools or not", () => {
    const broken = refused(500, null, { outcome: "error", said: "CUDA error" });
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/chat": chat(broken, { again: spoken() }), "model/tools": tools({ auto: broken, required: broken }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
