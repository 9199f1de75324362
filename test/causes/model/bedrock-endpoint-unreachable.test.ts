import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/bedrock-endpoint-unreachable.ts";
import { check, code, dead, endpoint, fromOutside, healthyModel, healthyStack, heard } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT384 bedrock-endpoint-unreachable", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is a suspect: nothing but a quick 500", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(500, 4100)), "model/endpoint": endpoint({ identifier: "bedrock/anthropic.claude", provider: "bedrock", servedName: "anthropic.claude", endpointIgnored: true, hasApiToken: false }) } }).level).toBe("suspect");
  });
  it("is excluded: another provider", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(dead()), "gateway/chat": heard("no-connection", 500) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
