import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/tool-choice-any-refused.ts";
import { healthyModel, healthyStack, refused, tools } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT372 tool-choice-any-refused", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: `any` is refused and agents fail", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/tools": tools({ any: refused(400, "tool-choice") }) }, reported: ["A1007"] }).level).toBe("likely");
  });
  it("is excluded: true of every vLLM: nobody complains", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/tools": tools({ any: refused(400, "tool-choice") }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
