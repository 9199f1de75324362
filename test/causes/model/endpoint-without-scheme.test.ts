import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/endpoint-without-scheme.ts";
import { check, dead, endpoint, fromOutside, gone, healthyModel, healthyStack } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT320 endpoint-without-scheme", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: host and port without a scheme", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(dead()), "model/endpoint": endpoint({ endpoint: "vllm:8000/v1", problems: ["word-as-scheme"], scheme: null, host: null, port: null }) } }).level).toBe("proven");
  });
  it("is excluded: a sound endpoint", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(dead()) } }).level).toBe("excluded");
  });
  it("is excluded: an unused model", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": gone, "model/endpoint": endpoint({ problems: ["no-scheme"], features: [] }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
