import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/stop-refused.ts";
import { apart, fromOutside, gitlabChat, gone, healthyModel, healthyStack, heard, refused, shapes, spoken } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT353 stop-refused", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: only `stop` is refused", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gateway/chat": gone, "model/shapes": apart({ stop: refused(400) }) } }).level).toBe("proven");
  });
  it("is proven: the gateway hears it", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gateway/chat": heard("stop") } }).level).toBe("proven");
  });
  it("is excluded: the last turn is what is refused", () => {
    expect(judgeCause(cause, { "gitlab/chat": gitlabChat(null) }, { model: { ...healthyModel, "gateway/chat": heard("prefill"), "model/shapes": apart({ prefill: refused(400) }) } }).level).toBe("excluded");
  });
  it("is excluded: several unlike shapes end in 500, so the server fails at random", () => {
    const broken = refused(500, null, { outcome: "error", said: "CUDA error" });
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/shapes": shapes({ whole: broken, plain: spoken(), stop: broken, streamOptions: broken }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
