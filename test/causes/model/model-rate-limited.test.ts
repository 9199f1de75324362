import { describe, expect, it } from "vitest";
import behindProxy from "../../../src/causes/model/model-behind-broken-proxy.ts";
import cause from "../../../src/causes/model/model-rate-limited.ts";
import { chat, check, code, completion, endpoint, fromOutside, gone, healthyModel, healthyStack, heard, refused } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT333 model-rate-limited", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: 429 about a rate", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(code(429, 7000)), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(429, "rate", { retryAfterSeconds: 20 })) } }).level).toBe("proven");
  });
  it("is proven: 413 in words about a limit of tokens, which is no proxy's limit of bytes", () => {
    const facts = { model: { ...healthyModel, "gitlab/connection-check": check(code(429, 4200)), "gateway/model-check": gone, "gateway/chat": gone, "model/chat": chat(refused(413, "rate")) } };
    expect(judgeCause(cause, {}, facts).level).toBe("proven");
    expect(judgeCause(behindProxy, {}, facts).level).not.toBe("proven");
    expect(judgeCause(behindProxy, {}, { model: { ...facts.model, "model/chat": chat(refused(413)) } }).level).toBe("proven");
  });
  it("is a suspect: only the 429 is known", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(429, 7000)) } }).level).toBe("suspect");
  });
  it("is excluded: the quota is used up", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(code(429, 7000)), "gateway/model-check": gone, "gateway/chat": heard("quota", 429), "model/chat": chat(refused(429, "quota")) } }).level).toBe("excluded");
  });
  it("is a suspect: without the key 401, and a completion with it does not end", () => {
    const endless = completion({ status: 0, text: null, timedOut: true, ms: 50_000 });
    expect(judgeCause(cause, { "gitlab/completion": endless }, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("suspect");
  });
  it("is a suspect: a cloud says 429, whose endpoint is no matter of what is stored", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(429, 5000)), "model/endpoint": endpoint({ identifier: "bedrock/us.x", provider: "bedrock", endpointIgnored: true }) } }).level).toBe("suspect");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
