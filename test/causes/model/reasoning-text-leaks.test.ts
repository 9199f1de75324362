import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/reasoning-text-leaks.ts";
import { completion, endpoint, gitlabChat, healthyModel, healthyStack, text } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT365 reasoning-text-leaks", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: a completion holds the marks", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion({ text: "<think>hmm" }) }, { model: { ...healthyModel, "model/endpoint": endpoint() } }).level).toBe("proven");
  });
  it("is proven: the model's own answer holds them", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/answer": text({ content: "<think>2+2" }, true) } }).level).toBe("proven");
  });
  it("is proven where chat uses the model, however clean completions are", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion({ text: "return a + b" }) }, { model: { ...healthyModel, "gateway/chat": { absent: { reason: "not-asked", because: "the token may not chat" } }, "model/answer": text({ content: "<think>2+2</think>4" }, true) } }).level).toBe("proven");
  });
  it("is excluded: family qwen takes them off", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion(), "gitlab/chat": gitlabChat(null) }, { model: { ...healthyModel, "model/endpoint": endpoint({ family: "qwen" }), "model/answer": text({ content: "<think>2+2" }, true) } }).level).toBe("excluded");
  });
  it("is excluded: the reasoning has its own field", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion(), "gitlab/chat": gitlabChat(null) }, { model: { ...healthyModel, "model/answer": text({ reasoning: true }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
