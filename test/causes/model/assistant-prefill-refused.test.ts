import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/assistant-prefill-refused.ts";
import { apart, endpoint, gatewayChat, gitlabChat, gone, healthyModel, healthyStack, heard, refused, spoken } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT352 assistant-prefill-refused", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: only the trailing assistant turn is refused", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gateway/chat": gone, "model/shapes": apart({ prefill: refused(400) }), "model/endpoint": endpoint({ family: "general" }) } }).level).toBe("proven");
  });
  it("is excluded: family mistral cures it", () => {
    expect(judgeCause(cause, { "gitlab/chat": gitlabChat(null) }, { model: { ...healthyModel, "gateway/chat": gatewayChat(), "model/shapes": apart({ prefill: refused(400), prefillContinued: spoken() }) } }).level).toBe("excluded");
  });
  it("is excluded: `stop` is what is refused", () => {
    expect(judgeCause(cause, { "gitlab/chat": gitlabChat(null) }, { model: { ...healthyModel, "gateway/chat": heard("stop"), "model/shapes": apart({ stop: refused(400) }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
