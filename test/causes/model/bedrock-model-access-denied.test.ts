import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/bedrock-model-access-denied.ts";
import { check, code, endpoint, fromOutside, healthyModel, healthyStack, heard } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT385 bedrock-model-access-denied", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: 403, and another Bedrock model is good", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(403, 4500)), "model/endpoint": endpoint({ identifier: "bedrock/anthropic.claude", provider: "bedrock", servedName: "anthropic.claude", endpointIgnored: true, hasApiToken: false }) }, otherModel: { "gitlab/connection-check": check() } }).level).toBe("likely");
  });
  it("is a suspect: 403 alone", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(403, 4500)), "model/endpoint": endpoint({ identifier: "bedrock/anthropic.claude", provider: "bedrock", servedName: "anthropic.claude", endpointIgnored: true, hasApiToken: false }) } }).level).toBe("suspect");
  });
  it("is excluded: another provider", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(code(403, 4500)), "gateway/chat": heard("key-right", 403) } }).level).toBe("excluded");
  });
  it("is one of several: the gateway's library made 500 of the refusal", () => {
    const stored = endpoint({ provider: "bedrock", identifier: "bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0", endpointIgnored: true });
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "model/endpoint": stored, "gitlab/connection-check": check(code(500, 4800)) } }).level).toBe("suspect");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
