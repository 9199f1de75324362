import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/bedrock-use-case-form-missing.ts";
import { check, code, endpoint, fromOutside, healthyModel, healthyStack, heard, modelCheck } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT382 bedrock-use-case-form-missing", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: 404 for a model of Anthropic", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(404)), "model/endpoint": endpoint({ identifier: "bedrock/anthropic.claude", provider: "bedrock", servedName: "anthropic.claude", endpointIgnored: true, hasApiToken: false }) } }).level).toBe("likely");
  });
  it("is excluded: another code", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(code(403)), "gateway/model-check": modelCheck({ outcome: "model-code", code: 403 }), "gateway/chat": heard("access", 403), "model/endpoint": endpoint({ identifier: "bedrock/anthropic.claude", provider: "bedrock", servedName: "anthropic.claude", endpointIgnored: true, hasApiToken: false }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
