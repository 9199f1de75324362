import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/provider-prefix-missing.ts";
import { check, code, contrast, dead, endpoint, fromOutside, healthyModel, healthyStack, heard, outcome } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT325 provider-prefix-missing", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: with custom_openai/ the check is good", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(400)), "gitlab/connection-contrast": contrast("prefix-custom-openai", outcome(), true), "model/endpoint": endpoint({ identifier: "mistralai/Mistral-7B", provider: "mistralai", servedName: "Mistral-7B", providerKnown: false }) } }).level).toBe("proven");
  });
  it("is likely: 400 alone", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(400)), "model/endpoint": endpoint({ identifier: "mistralai/Mistral-7B", provider: "mistralai", servedName: "Mistral-7B", providerKnown: false }) } }).level).toBe("likely");
  });
  it("is excluded: a known provider", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(code(400)), "gitlab/connection-contrast": contrast("scheme-https", dead(), false), "gateway/chat": heard("template") } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
