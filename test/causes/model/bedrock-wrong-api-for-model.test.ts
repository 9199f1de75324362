import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/bedrock-wrong-api-for-model.ts";
import { check, code, contrast, endpoint, fromOutside, healthyModel, healthyStack, outcome } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT386 bedrock-wrong-api-for-model", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the other route is good", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(400)), "gitlab/connection-contrast": contrast("mantle-openai-path", outcome(), true), "model/endpoint": endpoint({ identifier: "bedrock_mantle/x", provider: "bedrock_mantle", servedName: "x", hasApiToken: false }) } }).level).toBe("proven");
  });
  it("is excluded: another provider", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(code(400)) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
