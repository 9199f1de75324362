import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-stream-buffered.ts";
import { healthyModel, healthyStack, stream } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT361 model-stream-buffered", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: everything in one burst, twice", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/stream": stream("buffered") } }).level).toBe("proven");
  });
  it("is excluded: piece by piece", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/stream": stream() } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
