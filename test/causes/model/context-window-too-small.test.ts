import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/context-window-too-small.ts";
import { apart, endpoint, gatewayChat, gitlabChat, gone, healthyModel, healthyStack, list, listing, refused } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT343 context-window-too-small", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: vLLM counts prompt and answer, and the window holds neither", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gateway/chat": gone, "model/list": list({ stored: listing({ windows: { mistral: 8192 } }) }) } }).level).toBe("proven");
  });
  it("is proven: a long answer alone is refused", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gateway/chat": gone, "model/list": gone, "model/shapes": apart({ longAnswer: refused(400, "window") }) } }).level).toBe("proven");
  });
  it("is excluded: classic chat works as it is", () => {
    expect(judgeCause(cause, { "gitlab/chat": gitlabChat(null) }, { model: { ...healthyModel, "model/list": list({ stored: listing({ windows: { mistral: 8192 } }) }) } }).level).toBe("excluded");
  });
  it("is excluded: only code completion uses the model", () => {
    expect(judgeCause(cause, { "gitlab/chat": gitlabChat(null) }, { model: { ...healthyModel, "gateway/chat": gatewayChat(), "model/endpoint": endpoint({ features: ["code_completions"] }), "model/list": list({ stored: listing({ windows: { mistral: 8192 } }) }) } }).level).toBe("excluded");
  });
  it("is proven: a server that counts the prompt alone has no room for an answer, and not with twice the window", () => {
    const served = (window: number) => ({ model: { ...healthyModel, "gateway/chat": gone, "model/list": list({ stored: listing({ windows: { mistral: window }, ownedBy: "llamacpp" }) }) } });
    expect(judgeCause(cause, {}, served(4096)).level).toBe("proven");
    expect(judgeCause(cause, {}, served(8192)).level).not.toBe("proven");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
