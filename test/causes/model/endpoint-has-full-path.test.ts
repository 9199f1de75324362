import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/endpoint-has-full-path.ts";
import { check, code, endpoint, fromOutside, gone, healthyModel, healthyStack } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT322 endpoint-has-full-path", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the endpoint holds a route, and 404 comes", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(404)), "model/endpoint": endpoint({ endpoint: "http://vllm.test:8000/v1/chat/completions", path: "/v1/chat/completions", pathEnds: "full-path" }) } }).level).toBe("proven");
  });
  it("is excluded: a plain endpoint", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(code(404)), "model/list": gone } }).level).toBe("excluded");
  });
  it("is excluded: the model answers", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "model/endpoint": endpoint({ endpoint: "http://vllm.test:8000/v1/chat/completions", path: "/v1/chat/completions", pathEnds: "full-path" }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
