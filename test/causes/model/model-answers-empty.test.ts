import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-answers-empty.ts";
import { chat, completion, gone, healthyModel, healthyStack, spoken, text } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT367 model-answers-empty", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: thinking ate the budget", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gateway/chat": gone, "model/answer": text({ content: null, finishReason: "length", reasoning: true }) } }).level).toBe("proven");
  });
  it("is proven: no choices at all", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": gone, "gateway/model-check": gone, "model/chat": chat(spoken({ outcome: "empty-choices", content: null })) } }).level).toBe("proven");
  });
  it("is excluded: one token of a thinking model is empty, 128 are not", () => {
    expect(judgeCause(cause, { "gateway/junk-token": gone, "gitlab/completion": completion() }, { model: { ...healthyModel, "model/chat": chat(spoken({ content: null, reasoning: true })), "model/answer": text({ reasoning: true }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
