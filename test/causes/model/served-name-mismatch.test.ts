import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/served-name-mismatch.ts";
import { chat, check, code, fromOutside, gone, healthyModel, healthyStack, list, outcome, refused } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT324 served-name-mismatch", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: GitLab suggests another identifier", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(outcome({ outcome: "suggestion", code: 404, suggestion: "custom_openai/other" })) } }).level).toBe("proven");
  });
  it("is proven: the name is not in the list, and 404 comes", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(code(404)), "gateway/model-check": gone, "gateway/chat": gone, "model/list": list({ served: false, nearest: "mistral-7b" }), "model/chat": chat(refused(404, "model-unknown")) } }).level).toBe("proven");
  });
  it("is a suspect: only the 404 is known", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(404)) } }).level).toBe("suspect");
  });
  it("is not named: the server answers to any name", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(code(400)), "gateway/model-check": gone, "gateway/chat": gone, "model/list": list({ served: false }), "model/chat": chat(refused(400, "window")) } }).level).toBe("open");
  });
  it("is excluded: a LiteLLM proxy reports its upstream's 404", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(code(404)), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(404, "model-unknown", { throughRouter: true })) } }).level).toBe("excluded");
  });
  it("is not named: the name that GitLab proposes is the one that is asked for", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(outcome({ outcome: "suggestion", code: 404, suggestion: "custom_openai/mistral" })), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(404, "model-unknown")) } }).level).toBe("open");
  });
  it("is a suspect: the model is gone, 410", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(410)) } }).level).toBe("suspect");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
