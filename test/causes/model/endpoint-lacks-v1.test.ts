import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/endpoint-lacks-v1.ts";
import { chat, check, code, contrast, endpoint, fromOutside, gone, healthyModel, healthyStack, list, listing, noList, outcome, refused } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT321 endpoint-lacks-v1", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: with /v1 the check gets further", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(404)), "gitlab/connection-contrast": contrast("v1-appended", outcome(), true), "model/endpoint": endpoint({ endpoint: "http://vllm.test:8000", path: "", pathEnds: "none" }) } }).level).toBe("proven");
  });
  it("is proven: the list is under /v1", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(code(404)), "gateway/model-check": gone, "gateway/chat": gone, "model/list": list({ stored: noList("not-here"), v1Appended: listing() }), "model/chat": chat(refused(404, "route-unknown")), "model/endpoint": endpoint({ endpoint: "http://vllm.test:8000", path: "", pathEnds: "none" }) } }).level).toBe("proven");
  });
  it("is excluded: /v1 is there already", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(code(404)), "gitlab/connection-contrast": gone } }).level).toBe("excluded");
  });
  it("is excluded: the model answers without /v1", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/endpoint": endpoint({ endpoint: "http://vllm.test:8000", path: "", pathEnds: "none" }) } }).level).toBe("excluded");
  });
  it("is proven: the path is of the server's own API, and /v1 at the root is better", () => {
    const stored = endpoint({ endpoint: "http://ollama.test:11434/api", path: "/api", pathEnds: "other" });
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "model/endpoint": stored, "gitlab/connection-check": check(code(404)), "gitlab/connection-contrast": contrast("path-cut", outcome(), true) } }).level).toBe("proven");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
