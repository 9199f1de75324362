import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-stream-stalls.ts";
import { fromOutside, healthyModel, healthyStack, heard, stream } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT363 model-stream-stalls", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: silence in the middle, twice", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/stream": stream("stalls") } }).level).toBe("proven");
  });
  it("is proven: the gateway gave up in the middle", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gateway/chat": heard("stalled", null) } }).level).toBe("proven");
  });
  it("is excluded: the stream ends", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/stream": stream("cut") } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
