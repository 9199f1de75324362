import { describe, expect, it } from "vitest";
import cause from "../../../src/causes/model/model-quota-exhausted.ts";
import { chat, check, code, completion, endpoint, fromOutside, gone, healthyModel, healthyStack, heard, refused } from "../../kit/model-seen.ts";
import { judgeCause } from "../../kit/rules.ts";

describe("DT334 model-quota-exhausted", () => {
  it("stays open: nothing was seen", () => {
    expect(judgeCause(cause, {}).level).toBe("open");
  });
  it("is proven: the quota is used up", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "gitlab/connection-check": check(code(429, 7000)), "model/chat": chat(refused(429, "quota")) } }).level).toBe("proven");
  });
  it("is proven: a wait of a day", () => {
    expect(judgeCause(cause, {}, { model: { ...healthyModel, "model/chat": chat(refused(429, "rate", { retryAfterSeconds: 86_400 })) } }).level).toBe("proven");
  });
  it("is excluded: a wait of seconds", () => {
    expect(judgeCause(cause, healthyStack, { model: { ...healthyModel, "gitlab/connection-check": check(code(429, 7000)), "gateway/model-check": gone, "gateway/chat": heard("rate", 429), "model/chat": chat(refused(429, "rate", { retryAfterSeconds: 20 })) } }).level).toBe("excluded");
  });
  it("is a suspect: without the key 401, and a completion with it does not end", () => {
    const endless = completion({ status: 0, text: null, timedOut: true, ms: 50_000 });
    expect(judgeCause(cause, { "gitlab/completion": endless }, { model: { ...fromOutside, "gitlab/connection-check": check(code(401)), "model/endpoint": endpoint({ hasApiToken: true }) } }).level).toBe("suspect");
  });
  it("is likely: 402 means money", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(402)) } }).level).toBe("likely");
  });
  it("is a suspect: only 400 is known, which is what a LiteLLM proxy says of a budget", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(400)) } }).level).toBe("suspect");
  });
  it("is a suspect: a cloud says 429, whose endpoint is no matter of what is stored", () => {
    expect(judgeCause(cause, {}, { model: { ...fromOutside, "gitlab/connection-check": check(code(429, 5000)), "model/endpoint": endpoint({ identifier: "bedrock/us.x", provider: "bedrock", endpointIgnored: true }) } }).level).toBe("suspect");
  });
  it("is excluded on a healthy model", () => {
    expect(judgeCause(cause, healthyStack, { model: healthyModel }).level).toBe("excluded");
  });
});
