import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-stream-cut.ts";
import { healthyModel, healthyStack, stream } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT362 model-stream-cut", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: cut without a finish reason, twice", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/stream": stream("cut") } }).level).toBe("proven");
  });
  it("is excluded: cut once", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/stream": stream("cut", { steady: false }) } }).level).toBe("excluded");
  });
  it("is excluded: it falls silent instead", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/stream": stream("stalls") } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
