import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/endpoint-path-doubled.ts";
import { check, code, contrast, endpoint, fromOutside, gone, healthyModel, healthyStack, outcome } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT323 endpoint-path-doubled", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: with one /v1 the check gets further", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(404)), "gitlab/connection-contrast": contrast("path-single-v1", outcome(), true), "model/endpoint": endpoint({ endpoint: "http://vllm.test:8000/v1/v1", path: "/v1/v1", pathEnds: "double-v1" }) } }).level).toBe("proven");
  });
  it("is likely: 404 alone", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(404)), "model/endpoint": endpoint({ endpoint: "http://vllm.test:8000/v1/v1", path: "/v1/v1", pathEnds: "double-v1" }) } }).level).toBe("likely");
  });
  it("is excluded: one /v1", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(code(404)), "gitlab/connection-contrast": gone } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
