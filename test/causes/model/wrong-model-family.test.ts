import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/wrong-model-family.ts";
import { completion, endpoint, gitlabChat, healthyModel, healthyStack } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT327 wrong-model-family", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: another family's model, and no suggestion comes", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion({ noChoices: true, text: null }) }, { model: { ...healthyModel, "model/endpoint": endpoint({ family: "codestral", servedName: "qwen2.5-coder" }) } }).level).toBe("likely");
  });
  it("is excluded: a Mixtral under family mistral, which gets prompts that suit it, whatever chat ended in", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion(), "gitlab/chat": gitlabChat("A1004") }, { model: { ...healthyModel, "model/endpoint": endpoint({ family: "mistral", servedName: "mixtral-8x7b" }) } }).level).toBe("excluded");
  });
  it("is excluded: family and model agree", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion({ noChoices: true, text: null }) }, { model: { ...healthyModel, "model/endpoint": endpoint() } }).level).toBe("excluded");
  });
  it("is excluded: they differ, and everything works", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion(), "gitlab/chat": gitlabChat(null) }, { model: { ...healthyModel, "model/endpoint": endpoint({ family: "codestral", servedName: "qwen2.5-coder" }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
