import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/bedrock-region-prefix-wrong.ts";
import { check, code, contrast, endpoint, fromOutside, healthyModel, healthyStack, heard, outcome } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT381 bedrock-region-prefix-wrong", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: without the prefix the check is good", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(400)), "gitlab/connection-contrast": contrast("region-prefix-removed", outcome(), true), "model/endpoint": endpoint({ identifier: "bedrock/eu.anthropic.claude", provider: "bedrock", servedName: "eu.anthropic.claude", endpointIgnored: true, hasApiToken: false }) } }).level).toBe("proven");
  });
  it("is excluded: the identifier has no prefix", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(code(400)), "gateway/chat": heard("on-demand"), "model/endpoint": endpoint({ identifier: "bedrock/anthropic.claude", provider: "bedrock", servedName: "anthropic.claude", endpointIgnored: true, hasApiToken: false }) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
