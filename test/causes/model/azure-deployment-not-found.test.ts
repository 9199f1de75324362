import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/azure-deployment-not-found.ts";
import { check, code, endpoint, fromOutside, healthyModel, healthyStack, keyedCheck } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT387 azure-deployment-not-found", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: 404 of a bare Azure resource", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": keyedCheck(code(404), code(401)), "model/endpoint": endpoint({ identifier: "azure/gpt", provider: "azure", servedName: "gpt", endpoint: "https://x.openai.azure.com", host: "x.openai.azure.com", path: "", pathEnds: "none", hasApiToken: true, keyConfigured: true }) } }).level).toBe("proven");
  });
  it("is excluded: another provider", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(code(404)) } }).level).toBe("excluded");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
