import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/stream-options-refused.ts";
import { apart, gatewayChat, gitlabChat, gone, healthyModel, healthyStack, refused } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT354 stream-options-refused", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: a stream without the field is accepted", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gateway/chat": gone, "model/shapes": apart({ streamOptions: refused(400) }) } }).level).toBe("proven");
  });
  it("is excluded: no stream is accepted at all", () => {
    expect(judgeCause(cause, { "gitlab/chat": gitlabChat(null) }, { model: { ...healthyModel, "gateway/chat": gatewayChat({ outcome: "silent", text: null }), "model/shapes": apart({ streamOptions: refused(400), withoutStreamOptions: refused(400) }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
