import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/vertex-project-or-location.ts";
import { check, code, endpoint, fromOutside, healthyModel, healthyStack } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT389 vertex-project-or-location", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: 500 after four seconds", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(500, 4100)), "model/endpoint": endpoint({ identifier: "vertex_ai/gemini", provider: "vertex_ai", servedName: "gemini", endpointIgnored: true, hasApiToken: false }) } }).level).toBe("likely");
  });
  it("is excluded: another provider", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(code(500, 4100)) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
