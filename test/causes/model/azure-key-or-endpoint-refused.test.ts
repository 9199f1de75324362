import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/azure-key-or-endpoint-refused.ts";
import { check, code, completion, endpoint, fromOutside, gatewayChat, healthyModel, healthyStack, keyedCheck } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT388 azure-key-or-endpoint-refused", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is likely: the configured key is refused", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": keyedCheck(code(401), code(401)), "model/endpoint": endpoint({ identifier: "azure/gpt", provider: "azure", servedName: "gpt", endpoint: "https://x.openai.azure.com", host: "x.openai.azure.com", path: "", pathEnds: "none", hasApiToken: true, keyConfigured: true }) } }).level).toBe("likely");
  });
  it("is excluded: 404: the key was accepted", () => {
    expect(judgeCause(cause, { "gitlab/completion": completion() }, { model: { ...fromOutside, "gitlab/connection-check": keyedCheck(code(404), code(401)), "gateway/chat": gatewayChat(), "model/endpoint": endpoint({ identifier: "azure/gpt", provider: "azure", servedName: "gpt", endpoint: "https://x.openai.azure.com", host: "x.openai.azure.com", path: "", pathEnds: "none", hasApiToken: true, keyConfigured: true }) } }).level).toBe("excluded");
  });
  it("is a suspect: 403 for a check without the key, which Azure never says for want of one", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...fromOutside, "gitlab/connection-check": check(code(403, 5000)), "model/endpoint": endpoint({ identifier: "azure/gpt", provider: "azure", servedName: "gpt", endpoint: "https://x.openai.azure.com", host: "x.openai.azure.com", path: "", pathEnds: "none", hasApiToken: true }) } }).level).toBe("suspect");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
