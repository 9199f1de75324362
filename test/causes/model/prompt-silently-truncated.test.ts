import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/prompt-silently-truncated.ts";
import { healthyModel, healthyStack, longPrompt, server } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT344 prompt-silently-truncated", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: Ollama has it loaded with 4096 tokens", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/server": server({ product: "ollama" }), "model/loaded": { loaded: true, window: 4096 } } }).level).toBe("proven");
  });
  it("is proven: any server that reads the half of a long prompt and answers all the same", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/long-prompt": longPrompt({ counted: 4096, cut: true }) } }).level).toBe("proven");
  });
  it("is excluded: a long prompt is read whole", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/long-prompt": longPrompt() } }).level).toBe("excluded");
  });
  it("is excluded: a large window", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/server": server({ product: "ollama" }), "model/loaded": { loaded: true, window: 32_768 } } }).level).toBe("excluded");
  });
  it("is excluded: another product", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/server": server() } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
